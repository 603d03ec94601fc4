"""What the made-up networks are made of: bodies, jobs, agendas and actions, with nobody in them who is real."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Body:
    """An organisation that is plainly made up, with the jobs that people have in it."""

    name: str
    sector: str
    jobs: tuple[str, ...]
    duty: str = ""


# Some of them deliver the made-up interventions as well.
BODIES = [
    Body("Example Neighbourhood Policing Team", "police", ("Neighbourhood sergeant", "Schools officer"), "police"),
    Body("Example Council", "council", ("Community safety officer", "Early help manager"), "council"),
    Body("Example Youth Club", "voluntary", ("Youth worker", "Trustee")),
    Body("Example Health Centre", "health", ("Practice nurse", "Health visitor")),
    Body("Example Academy", "education", ("Pastoral lead", "Deputy head")),
    Body("Example Community Trust", "voluntary", ("Project manager", "Community organiser")),
    Body("Example Boxing Gym", "sport", ("Coach",)),
    Body("Example Youth Offending Team", "youth_justice", ("Prevention officer",), "yot"),
    Body("Example Housing Association", "housing", ("Housing officer", "Caretaker")),
    Body("Example Place of Worship", "faith", ("Youth leader", "Volunteer")),
    Body("Example Traders' Group", "business", ("Shopkeeper",)),
    Body("Example Counselling Service", "health", ("Counsellor",)),
    Body("Example Probation Office", "probation", ("Probation practitioner",), "probation"),
    Body("Example Fire and Rescue Service", "fire", ("Watch manager",), "fire"),
    Body("Example Integrated Care Board", "health", ("Prevention lead",), "icb"),
    Body("Example Sports Foundation", "sport", ("Sports development officer",)),
    Body("Example Theatre Company", "voluntary", ("Drama worker",)),
]
PUBLIC_BODIES = {"police", "council", "health", "education", "youth_justice", "probation", "fire"}

GIVEN_NAMES = [
    *("Abel", "Bea", "Cleo", "Dean", "Edie", "Finn", "Gita", "Hari"),
    *("Ivo", "Joss", "Kiran", "Lena", "Milo", "Nell", "Omar", "Pia"),
    *("Quill", "Ravi", "Sage", "Tara", "Uma", "Vic", "Wren", "Xan"),
    *("Yusuf", "Zoe", "Alma", "Bilal", "Cora", "Dev", "Elif", "Faye"),
    *("Gus", "Hope", "Idris", "June", "Kofi", "Lark", "Mina", "Noor"),
    *("Otto", "Prem", "Rhea", "Sol", "Tess", "Umar", "Vera", "Will"),
]
SURNAMES = ["Sample", "Example", "Placeholder", "Specimen", "Pretend", "Fictional"]

PURPOSE = "Brings together those who work with young people here: to share what they see, and to act on it together."
LEFT_REASONS = ["Changed jobs", "A colleague takes over", "Retired", "No longer works in the area"]
MEETING_PLACES = ["Example Community Centre", "Example Library", "Example Academy, room 4", "Online"]
AGENDAS = [
    "Welcome and actions from last time\nWhat everybody has seen this month\nHoliday programme\nAny other business",
    "Actions from last time\nSafer routes after school\nFunding round: who bids for what\nDates",
    "Welcome\nActions from last time\nTraining offer for front line staff\nHow we tell residents what we do",
]
NOTES = [
    "Detached rounds move to the park from Thursday. Two partners offer rooms for the holidays.",
    "Agreed one shared calendar of what is on. The leaflet needs another look before it is printed.",
    "Fewer worries about the bus station than in spring. The lights at the underpass are still out.",
]
WHY_CANCELLED = ["Clash with a training day of most partners.", "The building had no heating."]
ACTIONS = [
    "Send round the dates of the holiday programme",
    "Ask the lighting team about the underpass",
    "Draft the leaflet for parents and carers",
    "Book the hall for the community day",
    "Find out who can lend sports equipment",
    "Share the map of safe places",
    "Ask two schools for an assembly slot",
    "Write the shared part of the funding bid",
    "Collect what young people said about the bus stop",
    "Invite somebody from the health centre",
]
OUTCOMES = [
    "Done, and shared with everybody.",
    "Agreed. It starts next month.",
    "Two said yes, one is thinking about it.",
]
WHY_DROPPED = "No longer needed: another partner does it."

INVITATION = (
    "Do you work or volunteer with young people here, or want to? Come and meet those who do. We share what we see,"
    " agree who does what, and look out for each other. Everybody is welcome: bring a question or an offer."
)


@dataclass(frozen=True)
class Request:
    """What somebody sent from the public page of a network."""

    name: str
    organisation: str
    message: str
    days_ago: int


REQUESTS = [
    Request("Robin Placeholder", "Example Bike Workshop", "We mend bikes with young people on Saturdays.", 6),
    Request("Sam Pretend", "", "I live round the corner and could help at events.", 2),
]
