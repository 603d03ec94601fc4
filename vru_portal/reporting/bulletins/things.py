"""What a number in the words of a bulletin may count beside people, and the words for people."""

from __future__ import annotations

from collections.abc import Iterable

WHO = (
    r"(?:people|person|persons|children|child|girls?|boys?|pupils?|students?|residents?|men|women"
    r"|man|woman|parents?|carers?|staff|professionals?|champions?|members?|mentors?|volunteers?|leavers?|learners?"
    r"|families|family|teenagers?|youths?|participants?|individuals?|victims?|suspects?|attendees|workers?|lads?|clients?"
    r"|users?|offenders?|siblings?|brothers?|sisters?|households?|cases?|refugees?|adults?|babies|players?|coaches)\b"
)
# Time and distance: "a two-hour session", "three-day".
MEASURES = "minute|hour|day|night|week|month|term|year|mile|metre|kilometre"
THINGS = [
    *MEASURES.split("|"),
    *("evening", "morning", "afternoon", "weekend", "season", "time", "occasion", "date"),
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    *("session", "workshop", "course", "meeting", "event", "visit", "trip", "walk", "match", "tournament", "webinar"),
    *("class", "lesson", "assembly", "conference", "forum", "performance", "festival", "fair", "campaign", "activity"),
    *("film", "video", "podcast", "poster", "booklet", "leaflet", "resource", "toolkit", "module", "unit", "survey"),
    *("school", "primary", "secondary", "college", "academy", "university", "club", "centre", "hub", "library", "gym"),
    *("church", "mosque", "temple", "park", "pitch", "street", "venue", "building", "bus", "van", "garden", "mural"),
    *("place", "site", "area", "ward", "estate", "borough", "neighbourhood", "locality", "location", "city", "town"),
    *("pilot", "network", "organisation", "partner", "agency", "charity", "service", "authority", "council", "team"),
    *("language", "theme", "topic", "step", "stage", "phase", "group", "strand", "priority"),
    *("aim", "goal", "objective"),
    *("project", "programme", "intervention", "pathway", "way", "question", "message", "issue", "edition", "round"),
    *("part", "version", "chapter", "grant", "bid", "award", "training session", "youth club", "lockdown", "wave"),
    *("anniversary", "birthday", "floor", "cohort", "series"),
]
ADJECTIVES = (
    "more|new|local|other|different|further|additional|separate|whole|full|long|short|half|extra|main|key|big|primary"
    "|secondary|special|after-school|weekly|monthly|daily|online|virtual|outdoor|evening|holiday|summer|half-term"
    "|community|youth|training|stakeholder|school|sports?|football|boxing|dance|music|drama|art|faith|council|partner"
    "|pilot|place-based|neighbouring|working|public|free|successful|great|consecutive|final|last|next|previous|annual"
    "|inner-city|cooking|gardening|coaching|parenting|swimming|cycling|hour-long|calendar|network|bespoke|interactive"
    "|mentoring|awareness|drop-in|cross-cutting|regional"
)
# What may have a number behind it: "Phase 2", "part three".
ONLY_IN_A_ROW = (
    "[Pp]hases?|[Ss]tages?|[Ii]ssues?|[Pp]arts?|[Nn]umbers?|[Tt]iers?|[Ll]evels?|[Gg]rades?|Junctions?|Weeks?|Days?|Rooms?"
    "|Sessions?|Workshops?|Modules?|Units?|Chapters?|[Ss]teps?|Radio|Channel|Zones?|Pages?|Goals?"
)


def plural(word: str) -> str:
    """Return the plural of an English word, regular ones only."""
    if word.endswith("y") and word[-2] not in "aeo":
        return f"{word[:-1]}ies"
    if word.endswith("series"):
        return word
    return f"{word}es" if word.endswith(("s", "ch", "sh", "x")) else f"{word}s"


def many(words: Iterable[str]) -> str:
    """Return an alternation of the plurals."""
    return "|".join(plural(word) for word in words)
