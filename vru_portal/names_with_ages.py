"""A name with an age: "Jordan (14)", "Jordan, who is fourteen", "14-year-old Jordan"."""

import re
from collections.abc import Iterator
from itertools import takewhile

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
NUMBER_WORDS = (
    "four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
WORD = r"[^\W\d_]{1,20}(?:['-][^\W\d_]{1,20})?"
NAME = rf"(?<![\w#@'-])(?P<name>{WORD}(?: {{1,2}}{WORD}){{0,3}}?)"
NAME_BEHIND = rf"(?P<name>{WORD}(?: {{1,2}}{WORD}){{0,3}})"
NUMBER = r"(?P<age>\d{1,2}(?!\d))"
AGE = rf"(?:{NUMBER}|(?:{NUMBER_WORDS.replace(' ', '|')})\b)"
OLD = r"(?:[ -]?(?:years?|yrs?)[ -]old\b|[ -]?y[./]?o\b)"
YEARS = rf"(?:{OLD}|[ -]?(?:years|yrs)\b)"
NO_RANGE = (
    r"(?! ?(?:-|/|\+|to|or|and|&) ?(?:\d|over|above|under|older|up|below|younger|plus))(?! ?[+%])(?![:.]\d|, ?\d)"
    rf"(?!(?:st|nd|rd|th)?(?: of)? {MONTH}\b)"
)
GOES_ON = "and|but|who|from|has|had|told|said|today|yesterday|tomorrow|now|last|next|this|on"
ENDS = rf"(?=[,.;:!?)](?!\d)|\s*$|\s*\n| [(-]| (?:{GOES_ON})\b(?! ?\d))"
PERSON = (
    "(?:boy|girl|lad|pupil|student|son|daughter|male|female|young person|young man|young woman|child|teenager|mentee)"
)
CALLED = r"(?:called |named |whose name is )?"
IS = r"(?:(?:is|was|'s|turned|turns|has turned|just turned|has just turned) (?:a |an |just |only |now )?)"
JOINED = r"(?:,? |,? ?\(|,| - )"
SURE = [
    re.compile(rf"{NAME}{JOINED}(?:(?:who )?(?:is|was) )?aged?[: ]{{1,2}}(?:of )?{AGE}{NO_RANGE}", re.IGNORECASE),
    re.compile(rf"{NAME}{JOINED}(?:who )?{IS}?{AGE}{YEARS}", re.IGNORECASE),
    re.compile(rf"(?<![\d-]){AGE}{OLD}[, ]{{1,2}}(?:{PERSON}[, ]{{1,2}})?{CALLED}{NAME_BEHIND}", re.IGNORECASE),
    re.compile(rf"\baged? {AGE}{NO_RANGE},? {CALLED}{NAME_BEHIND}", re.IGNORECASE),
    re.compile(rf"\bof {AGE},? (?:called|named) {NAME_BEHIND}", re.IGNORECASE),
]
IN_FRONT = r"(?:(?:[mfMF]|[Yy](?:ea)?r ?\d{1,2})\b[,/ ]{0,2})?"
BEHIND = r"(?: ?[mfMF]\b)?(?:[,/;] ?[A-Za-z][\w ]{0,30})?"
LIKELY = [
    re.compile(rf"{NAME} ?\({IN_FRONT}{NUMBER}{BEHIND}\)"),
    re.compile(rf"{NAME}, ?{AGE}{NO_RANGE}{ENDS}"),
    re.compile(rf"{NAME} - {AGE}(?= -)"),
    re.compile(rf"{NAME}(?:,? who's |,? (?:who )?{IS}|(?<='s) ){AGE}{NO_RANGE}{ENDS}"),
]
YOUNGEST, OLDEST = 4, 25
# Capitalised words that stand before numbers in a log and are nobody's name, beside those with a noun's ending.
WORDS = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december spring summer autumn winter easter christmas ramadan eid diwali year years
    week weeks day days month term quarter key stage level class form group groups team teams unit room hall floor
    page phase part step table figure total totals number numbers count reach average median age ages aged boys
    girls men women people person pupils students staff parents carers residents adults children families youths
    youth young professionals practitioners governors ambassadors champions officers police cadets champion school
    schools academy academies college colleges university primary secondary nursery sixth library church mosque
    temple centre center club clubs hub hubs park street road lane avenue close drive way estate estates ward
    village town city house court green heath wood end hill hills hospital station bus route junction motorway ring
    st saint boxing football basketball cricket rugby netball dance drama music art arts chess swimming gym film
    films booklet booklets flyer flyers tablet tablets leaflet leaflets video videos poster posters views items
    sessions session workshop workshops webinar webinars training trainings course courses event events visit visits
    call calls campaign meeting meetings outreach referral referrals mentoring mentor mentors assembly assemblies
    lesson lessons covid euro england wales britain uk it there he she they we this that these those i you attended
    present absent apologies new old all others other both only about around over under nearly almost approximately
    up first second third peace violence prevention trauma county lines exploitation knife crime project projects
    pilot pilots network forum panel board council partners partnership volunteers volunteer detached drop-in fun
    funday trip trips walk vru nhs yot yos send sen ehcp mvp ace aces tip savi
"""
NOT_NAMES = frozenset(WORDS.split())
NEVER_FIRST = frozenset({"st", "saint", "year", "key"})
NOUN = re.compile(
    r".{2,}(?:ings?|tions?|sions?|ments?|ships?|shops?|ness|ances?|ences?|ities|ity|ants|ents|ers|ees|ies|ors|ists)"
)


def names_with_ages(text: str, known: set[str]) -> Iterator[tuple[int, int]]:
    """Yield where a name with an age starts and ends; ``known`` are names of places and bodies, in lower case."""
    for pattern in [*SURE, *LIKELY]:
        for match in pattern.finditer(text):
            is_plausible = pattern in SURE or YOUNGEST <= int(match["age"] or YOUNGEST) <= OLDEST
            name_comes_first = match.start() == match.start("name")
            words = _capitalised(match, from_end=name_comes_first)
            if is_plausible and _is_name([word[0] for word in words], known):
                yield (words[0].start(), match.end()) if name_comes_first else (match.start(), words[-1].end())


def _capitalised(match: re.Match, *, from_end: bool) -> list[re.Match]:
    """Return the capitalised words beside the age."""
    words = list(re.compile(r"\S+").finditer(match.string, *match.span("name")))
    run = list(takewhile(lambda word: word[0][0].isupper(), reversed(words) if from_end else words))
    return run[::-1] if from_end else run


def _is_name(words: list[str], known: set[str]) -> bool:
    whole = " ".join(words).casefold()
    if all(len(word) == 1 or word.isupper() for word in words) or any(_is_known(whole, name) for name in known):
        return False
    last = words[-1].casefold().removesuffix("'s")
    return (
        last.removesuffix("s") not in NOT_NAMES
        and last not in NOT_NAMES
        and not NOUN.fullmatch(last)
        and words[0].casefold() not in NEVER_FIRST
    )


def _is_known(whole: str, name: str) -> bool:
    """Say whether these words are the known name, its end ("Park Village"), or end in it ("Our Hillfields")."""
    return whole == name or whole.endswith(f" {name}") or (" " in whole and name.endswith(f" {whole}"))
