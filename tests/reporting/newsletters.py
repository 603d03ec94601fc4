"""Contents of bulletins, made by hand: what the three ways of setting them are tested with."""

from vru_portal.reporting.bulletins.content import AuthorityPart, Content, Figure, Item, PilotPart


def figure(words: str, note: str = "") -> Figure:
    return {"words": words, "note": note}


def item(words: str, **changes) -> Item:
    return {"title": words, "words": words, "when": "", "figures": [], **changes}


def pilot_part(name: str = "Hillfields", **changes) -> PilotPart:
    """Return a pilot of which nothing is said but what is given."""
    return {
        "name": name,
        "slug": name.lower().replace(" ", "-"),
        "where": "",
        "opening": "",
        "highlights": [],
        "reach": [],
        "network": [],
        "outcomes": [],
        "together": "",
        "to_come": [],
        "to_come_words": "",
        "how_to_join": "",
        "join": [],
        **changes,
    }


def authority_part(*pilots: PilotPart, name: str = "Coventry", gss_code: str = "E08000026", **changes) -> AuthorityPart:
    return {"name": name, "gss_code": gss_code, "signed_off": "", "pilots": list(pilots), **changes}


def content(*authorities: AuthorityPart, **changes) -> Content:
    """Return a bulletin of the West Midlands for January to March 2021."""
    return {
        "title": "Localities Bulletin",
        "unit": "West Midlands Violence Reduction Unit",
        "region": "West Midlands",
        "area": "West Midlands",
        "period": "January to March 2021",
        "edition": 1,
        "correction_note": "",
        "introduction": "",
        "figures": [],
        "authorities": list(authorities),
        "themes": [],
        "contact": "",
        "website": "https://westmidlands-vru.org",
        "published_on": "12 April 2021",
        "sources": [],
        "disclosure": "",
        "is_demonstration": False,
        **changes,
    }


def full_pilot(name: str = "Hillfields", **changes) -> PilotPart:
    """Return a pilot of which everything is said that can be."""
    return (
        pilot_part(
            name,
            where="Hillfields, Coventry",
            opening="A lively quarter, in which the community came together against violence.",
            highlights=[item("Detached youth work reached 385 young people.", figures=[figure("385 young people")])],
            reach=[figure("385 young people"), figure("fewer than 6 residents")],
            network=[figure("over 50 members", "VRU News, issue 1 (April 2021)")],
            outcomes=[{"words": "Wellbeing rose from 20.1 to 23.4 in a group of 12."}],
            together="Neighbours held a vigil and walked together through the park.",
            to_come=[item("A youth club is launching.", when="April 2021")],
            to_come_words="More training follows in the summer.",
            how_to_join="Come to the next meeting: everybody is welcome.",
            join=[{"text": "Join the network", "address": "https://example.org/join"}],
        )
        | changes
    )
