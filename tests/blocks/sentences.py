"""Made-up sentences of a log, with and without personal data, the same ones at every run.

Nobody in them is real: numbers come from the ranges kept for drama and tests, addresses end in example.org.
"""

import random
from collections.abc import Callable, Iterator

from vru_portal.personal_data import Kind

FIRST_NAMES = """
    Jordan Aaliyah Mohammed Kacper Zofia Łukasz Chloe Ethan Priya Gurpreet Abdi Fatima Tyrese Shanice Li Nguyen Siân
    Oluwaseun José Amélie Jean-Paul O'Shea Kai Ava Leo Mia Zain Harpreet Ruby Tia Marcus James Lewis Jess Sam Alex Noor
"""
LAST_NAMES = "Example Sample Okoro Begum Kowalski Singh O'Connor Smith-Jones Nowak Khan Taylor Ali"
POSTCODES = [
    *("CV1 5HB", "B38 9DX", "DY1 1AA", "WV10 0AB", "WS2 8NR", "B37 5TA"),
    *("B66 3BH", "CV2 1AQ", "M1 1AE", "SW1A 1AA", "EC1A 1BB", "W1A 0AX"),
]
MONTHS = "January February March April May June July August September October November December"
AGES_IN_WORDS = "eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
PLACES = [
    *("Hillfields", "Lozells", "Smethwick", "Chelmsley Wood", "Wood End and Moat House", "New Park Village"),
    *("St James' Ward", "Coventry", "Dudley", "King's Norton and Three Estates", "Walsall College"),
    *("Blue Coat CE Academy", "Urban Heard", "InUnity", "Low Hill", "Heath Town"),
]


def sentences_with(kind: Kind, seed: int = 2021, number: int = 120) -> list[str]:
    """Return sentences that each hold one piece of personal data of this kind."""
    chance = random.Random(f"{seed} {kind}")  # noqa: S311 (the same sentences each time)
    return [MAKERS[kind](chance) for _ in range(number)]


def sentences_without(seed: int = 2021, number: int = 600) -> list[str]:
    """Return sentences of the field with numbers, dates, times, money, roads, schools and ranges of ages."""
    chance = random.Random(f"{seed} nobody")  # noqa: S311 (the same sentences each time)
    return [_filled_in(chance.choice(ORDINARY), chance) for _ in range(number)]


def _around(core: str, chance: random.Random) -> str:
    before = chance.choice(
        [
            "",
            "Spoke with mum afterwards: ",
            "Good session tonight, 25 came. ",
            "Follow up: ",
            "12 March 2021, 14:00-16:00. ",
        ]
    )
    return (
        before
        + core
        + chance.choice(["", ".", " – to follow up.", ", and will come again next week.", " (see notes)."])
    )


def _digits(chance: random.Random, number: int) -> str:
    return "".join(str(chance.randrange(10)) for _ in range(number))


def _name(chance: random.Random) -> str:
    first = chance.choice(FIRST_NAMES.split())
    return chance.choice(
        [first, first, f"{first} {chance.choice(LAST_NAMES.split())}", f"{first} {chance.choice('ABCDEK')}"]
    )


def _nhs_number(chance: random.Random) -> str:
    while True:
        nine = "9" + _digits(chance, 8)
        check = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            whole = f"{nine}{check % 11}"
            break
    return chance.choice([whole, f"{whole[:3]} {whole[3:6]} {whole[6:]}", f"{whole[:3]}-{whole[3:6]}-{whole[6:]}"])


def _with_nhs_number(chance: random.Random) -> str:
    text = chance.choice(["NHS number {}", "NHS no. {}", "his number is {}", "nhs: {}", "referred to CAMHS ({})", "{}"])
    return _around(text.format(_nhs_number(chance)), chance)


def _with_telephone(chance: random.Random) -> str:
    three = _digits(chance, 3)
    mobile = [
        f"07700 900{three}",
        f"07700900{three}",
        f"07700 900 {three}",
        f"+44 7700 900{three}",
        f"+447700900{three}",
    ]
    mobile += [f"0044 7700 900{three}", f"07700-900-{three}", f"+44 (0)7700 900{three}", f"0770 0900 {three}"]
    landline = [f"0121 496 0{three}", f"(0121) 496 0{three}", f"01214960{three}", f"024 7699 {_digits(chance, 4)}"]
    landline += [f"01632 960{three}", f"0117 496 0{three}", f"020 7946 0{three}", f"+44 121 496 0{three}"]
    text = chance.choice(
        ["call {}", "mum's mobile is {}", "Tel: {}", "text {} before Friday", "{}", "ring dad on {}", "tel.{}"]
    )
    return _around(text.format(chance.choice(mobile + landline)), chance)


def _with_email(chance: random.Random) -> str:
    first, last = (
        chance.choice(["jordan", "aaliyah", "łukasz", "sian"]),
        chance.choice(["example", "okoro", "smith-jones"]),
    )
    local = chance.choice(
        [f"{first}.{last}", f"{first}{chance.randrange(99)}", f"{first}_{last}", f"{first}+school", first.upper()]
    )
    host = chance.choice(["example.org", "mail.example.org", "example.co.uk", "school.example.com", "EXAMPLE.ORG"])
    at = chance.choice(["@", "@", "@", "@", " (at) ", "[at]"])
    text = chance.choice(["write to {}", "e-mail: {}", "<{}>", "{}", "contact {} for the tablet", "mailto:{}"])
    return _around(text.format(f"{local}{at}{host}"), chance)


def _date(chance: random.Random) -> str:
    day, month, year = chance.randrange(1, 29), chance.randrange(1, 13), chance.randrange(2003, 2015)
    word = MONTHS.split()[month - 1]
    return chance.choice(
        [
            f"{day}/{month}/{year}",
            f"{day:02}/{month:02}/{year % 100:02}",
            f"{day}.{month}.{year}",
            f"{day}-{month:02}-{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {word} {year}",
            f"{day}th of {word} {year}",
            f"{day} {word[:3]} {year % 100:02}",
            f"{word} {day}, {year}",
            f"{day:02} {month:02} {year}",
        ]
    )


def _with_date_of_birth(chance: random.Random) -> str:
    texts = [
        "dob {}",
        "DOB: {}",
        "D.O.B. {}",
        "d.o.b {}",
        "date of birth {}",
        "Date of birth is {}",
        "born {}",
        "born on {}",
    ]
    texts += ["was born in Coventry on {}", "{} (DOB)", "{}, date of birth", "her birthday is {}", "birthday: {}"]
    texts += [
        "D.o.B – {}",
        "his birthday is on {}",
        "birth date {}",
        "DOB of the young person: {}",
        "{} is her birthday",
    ]
    return _around(chance.choice(texts).format(_date(chance)), chance)


def _with_postcode(chance: random.Random) -> str:
    postcode = chance.choice(POSTCODES)
    written = chance.choice(
        [postcode, postcode, postcode.lower(), postcode.replace(" ", ""), postcode.replace(" ", "").lower()]
    )
    texts = [
        "lives at 12 Example Road, {}",
        "postcode {}",
        "moved to {} in May",
        "{}",
        "address: 3 Sample Close, Coventry {}",
    ]
    return _around(chance.choice(texts).format(written), chance)


def _with_pupil_number(chance: random.Random) -> str:
    last = chance.choice([_digits(chance, 1), _digits(chance, 1), _digits(chance, 1), "B"])
    upn = f"{chance.choice('ABCDEFGHJKLMNPQRTUVWXYZ')}{_digits(chance, 11)}{last}"
    text = chance.choice(["UPN {}", "pupil number: {}", "{}", "upn={}", "({})"])
    return _around(text.format(chance.choice([upn, upn, upn.lower()])), chance)


def _with_name_and_age(chance: random.Random) -> str:
    name, age = _name(chance), chance.randrange(8, 19)
    word = AGES_IN_WORDS.split()[age - 8]
    texts = [
        f"{name}, {age}",
        f"{name}, {age}, was excluded last week",
        f"{name} ({age})",
        f"{name} ({age}) and a friend came",
        f"{name} aged {age}",
        f"{name}, aged {age}, joined",
        f"{name} (aged {age})",
        f"{name}, age {age}",
        f"a {age}-year-old, {name}",
        f"{age}-year-old {name}",
        f"{age} year old {name} took part",
        f"a {age}-year-old boy called {name}",
        f"{name} is {age}",
        f"{name} is {age} years old",
        f"{name} turned {age} today",
        f"{name}, who is {age}, found a job",
        f"{name} ({age} years old)",
        f"{name} ({age}yo)",
        f"{name} is {word}",
        f"{word}-year-old {name}",
        f"{name}, {age} and her mum visited",
        f"{name} ({age}, Year {max(age - 5, 3)})",
        f"met {name} ({age})",
        f"Yesterday {name}, {age}, told us about the park",
        f"aged {age}, {name} was the youngest",
    ]
    return _around(chance.choice(texts), chance)


MAKERS: dict[Kind, Callable[[random.Random], str]] = {
    Kind.NHS_NUMBER: _with_nhs_number,
    Kind.TELEPHONE: _with_telephone,
    Kind.EMAIL: _with_email,
    Kind.DATE_OF_BIRTH: _with_date_of_birth,
    Kind.POSTCODE: _with_postcode,
    Kind.PUPIL_NUMBER: _with_pupil_number,
    Kind.NAME_AND_AGE: _with_name_and_age,
}

# In these, {n} is a number of up to four figures, {s} a small one, {d} a date of the period, {t} a time, {p} a place.
ORDINARY = [
    "10 Days of Peace launched on {d} with {n} young people",
    "#OurHillfields: {n} views in {s} days",
    "#passthepeace reached {n} people by {t}",
    "#WMExploitationWeek, {d}: {s} webinars, {n} views",
    "{p} ({n} people)",
    "{p} ({s})",
    "{p}, {s}",
    "In {p}, {s} young people came; in {p}, {s}",
    "Session in {p}, {t}-{t}, {s} boys and {s} girls",
    "Boxing (12), football (14) and drama (9) each week",
    "Football ({s})",
    "Mentoring: {s} young people aged 14 to 18",
    "For pupils aged 11-16, {s} came",
    "Young people aged 10 and over, {n} in all",
    "Girls aged 13 to 15 from Year 9",
    "a group of {s} 14-year-olds from {p}",
    "{s} 15-year-old boys took part in the workshop",
    "Year 6 pupils ({s}) visited {p}",
    "Year 6, {s} pupils; Year 9, {s} pupils",
    "Trauma informed practice training for {n} education staff on {d}",
    "ACE training, {t} to {t}, {s} officers of West Midlands Police",
    "County Lines workshop for 8 community champions",
    "Detached youth work along the A45, M6 and Foleshill Road: {n} young people",
    "Outreach at Junction 9 of the M6, 5th March, {s} contacts",
    "Bus 51 to {p}, stop at 14 Example Street",
    "Room B12, 2nd floor, {t}",
    "The project costs £{n},500 for 12 months, £1,250,000 over 3 years",
    "Budget £12,000 (2021/22), spent £4,{n} by {d}",
    "From 01/04/2021 to 31/03/2022 {n} people were reached",
    "Meetings on 12, 14 and 16 March at {t}",
    "The network was born on 12 March 2021 in {p}",
    "The centre celebrated its birthday on 3 April 2021",
    "The club's tenth birthday on {d} drew {n} residents",
    "Funday on Saturday 3 April 2021, {t}-{t}",
    "{d}: {n} people engaged, {s} partners, {s} volunteers",
    "Attendance 2019 2020 2021: {n} {n} {n}",
    "1-to-1 support for {s} individuals, 6 hours each",
    "Webinar ID 845 2231, starts {t}",
    "Monday, 14 attended. Tuesday, 12.",
    "Week 12, {s} sessions, {n} attendances",
    "Walsall College, since December 2019, and Blue Coat CE Academy, since September 2020",
    "{n} students at {p} heard about adversity and trauma",
    "Next step: 12 more sessions by {d}",
    "COVID-19 restrictions ended on 19 July 2021",
    "The film (14 minutes) has {n} views",
    "Episode 14, part 2: 4,500 students",
    "Childline 0800 1111 and Crimestoppers 0800 555 111 were on the flyer",
    "Posters with 101 and 999 went to {s} shops",
    "25% of the adult prison population, four times more likely",
    "Children in care: 586; care leavers: 300; up to age 25",
    "Access to Kooth for care leavers up to age 25",
    "St James' Ward, {s} residents at the meeting on {d}",
    "Smethwick Against Violence Initiative (SAVI), {s} members",
    "Key Stage 3 (14) and Key Stage 4 (12)",
    "{s} tablets lent for job applications in WV10 and CV1",
    "B66 and B67: {n} doors knocked",
    "Quotation: “I feel safe here, 10 out of 10”",
    "Mentors in Violence Prevention, 3 schools, {n} pupils",
    "He said, she said: the play was seen by {n} pupils",
    "Team around the Community met at {t} on {d}; next on {d}",
    "Steering group: 21 members; 14 came, 7 sent apologies",
    "Final score 3-2, {s} players, {n} spectators",
    "Case 2021-03-{s} closed",
    "Ramadan, 12 April to 12 May 2021",
    "Reach: young people 385, parents 12, staff 14",
    "Total is 14. Average was 12.",
    "Parents (14), carers (12), staff (9)",
    "Level 2 (12 places) and Level 3 (8 places)",
    "Precious Lives, 14 pupils per group",
    "Barnardo's offered {s} places; Kooth, 12",
    "Leading Schools in the West Midlands, nearly 300 leaders",
    "West Midlands Police Cadets, 12, helped",
    "Open 8am to 5pm, Monday to Friday; call in, no booking",
    "Knife crime workshop, {d}, {t}: Year 8 (25), Year 9 (24)",
    "Drop-in on Wednesdays, 16, 17 and 18 June",
]


def _filled_in(text: str, chance: random.Random) -> str:
    return "".join(_parts(text, chance))


def _parts(text: str, chance: random.Random) -> Iterator[str]:
    while "{" in text:
        before, rest = text.split("{", 1)
        field, text = rest.split("}", 1)
        yield before
        yield FIELDS[field](chance)
    yield text


FIELDS: dict[str, Callable[[random.Random], str]] = {
    "n": lambda chance: str(chance.randrange(10, 5_000)),
    "s": lambda chance: str(chance.randrange(2, 40)),
    "t": lambda chance: f"{chance.randrange(8, 21):02}:{chance.choice(['00', '15', '30'])}",
    "p": lambda chance: chance.choice(PLACES),
    "d": _date,
}
