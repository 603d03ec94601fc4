"""The house rules: who may import whom, how views reach records, what stands at the top level.

Each rule is a function over the parsed code, and has a test that it finds a break, so that none of them can go blind.
"""

import ast
import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OURS = ("vru_portal", "pilots", "stakeholders", "interventions")

# Each room imports only from rooms before it. A longer name wins over a shorter one: vru_portal is the foundation,
# which imports only Django and libraries, and some of its rooms stand higher.
FOUNDATION, ACCESS, PILOTS, STAKEHOLDERS, INTERVENTIONS, REPORTING, ABOVE_ALL = range(7)
ROOMS = {
    "vru_portal": FOUNDATION,
    "vru_portal.access": ACCESS,
    "vru_portal.context": ACCESS,
    "pilots": PILOTS,
    "stakeholders": STAKEHOLDERS,
    "interventions": INTERVENTIONS,
    "vru_portal.reporting": REPORTING,
    "vru_portal.demonstration": ABOVE_ALL,
    "vru_portal.benchmark": ABOVE_ALL,
    "vru_portal.management": ABOVE_ALL,
    "vru_portal.urls": ABOVE_ALL,
}

# The words that narrow a query to what the person may see, or to what is for everybody: networks with a public page,
# published bulletins.
SCOPING = {"visible_to", "reviewed_by", "welcoming", "public", "latest_editions"}

# Modules that work on what a view has already fetched as visible, that no person's request reaches, or that only
# administrators reach.
NOT_FOR_VISITORS = {
    "models",
    "migrations",
    "management",
    "region_file",
    "admin",
    "loading",
    "workflow",
    "entry",
    "store",
    "notify",
    "attachments",
    "changes",
    "redaction",
    "erasing",
    "monthly",
}
# Shared lists, which everybody may see.
LISTS = {"ActivityKind", "AudienceGroup", "OutcomeMeasure", "Factor"}
# Relations whose rows are not all visible to those who see the row that they start from.
NARROWER_RELATIONS = {"activities", "unsaved_entries", "notifications", "review_steps", "exports", "join_requests"}
ALLOWED_WITHOUT_SCOPE = {
    ("vru_portal.reporting.frozen", "Activity"): "names entries that were of a quarter once; they pass visible_to",
    ("vru_portal.reporting.frozen", "ReviewStep"): "reads the decisions on entries of the log that are visible",
    ("interventions.figures", "Activity"): "counts what the people of a visible authority have logged",
    ("interventions.filters", "Reach"): "asks whom the entries of a visible list reached",
    ("interventions.sums", "Reach"): "adds up whom the entries of a visible list reached",
    ("interventions.delivery.timing", "InterventionPhase"): "reads the dates of interventions that are visible",
    ("vru_portal.reporting.cube", "MonthlyReach"): "holds what is given out against all of the region; prints no other",
    ("vru_portal.reporting.dashboards.cells", "Reach"): "asks whether entries that are visible have any",
    ("vru_portal.reporting.dashboards.counts", "ReviewStep"): "counts decisions, of those alone who read the log",
    ("vru_portal.reporting.dashboards.people", "Membership"): "counts members of visible networks, naming nobody",
    ("stakeholders.incidents.figures", "IncidentEntry"): "reads the lines of incidents that are visible, without words",
    ("interventions.unsaved", "UnsavedEntry"): "keeps for the owner whom the signed token names",
    ("interventions.export", "Export"): "records that an export was made",
    ("interventions.views.home", "ReviewStep"): "the administrators' count of own approvals",
    ("interventions.filters", "Pilot"): "offers the pilots that readable entries are of, moved ones too",
    ("interventions.delivered", "Activity"): "reads the days of approved entries of interventions, as the sums are",
    ("interventions.delivered", "Total"): "holds sums of interventions, which the whole region reads",
    ("stakeholders.networks.counting", "Membership"): "counts the members of networks that are visible, naming nobody",
    ("stakeholders.networks.counting", "Headcount"): "reads the headcounts of networks that are visible",
    ("stakeholders.meetings.links", "CalendarLink"): "finds the person by the secret of an address; makes their own",
    ("interventions.delivery.filters", "LocalAuthority"): "names the authorities of the regions that the person sees",
    ("stakeholders.organisations.listing", "LocalAuthority"): "names the authorities of the regions the person sees",
    ("vru_portal.reporting.bulletins.sources", "Activity"): "what a bulletin prints is the same for all who may see it",
    ("vru_portal.reporting.bulletins.sources", "Reach"): "what a bulletin prints is the same for all who may see it",
    (
        "vru_portal.reporting.bulletins.sources",
        "OutcomeRecord",
    ): "what a bulletin prints is the same for all who may see it",
    ("vru_portal.reporting.bulletins.sources", "Pilot"): "what a bulletin prints is the same for all who may see it",
    ("vru_portal.reporting.bulletins.networks", "Network"): "what a bulletin prints is the same for all who may see it",
    (
        "vru_portal.reporting.bulletins.networks",
        "Headcount",
    ): "what a bulletin prints is the same for all who may see it",
    (
        "vru_portal.reporting.bulletins.networks",
        "Membership",
    ): "what a bulletin prints is the same for all who may see it",
    (
        "vru_portal.reporting.bulletins.regional_work",
        "RegionalWork",
    ): "what a bulletin prints is the same for all who may see it",
    (
        "vru_portal.reporting.bulletins.sources",
        "BulletinEntry",
    ): "what a bulletin prints is the same for all who may see it",
    ("vru_portal.reporting.bulletins.sources", "SignOff"): "what a bulletin prints is the same for all who may see it",
    ("vru_portal.reporting.bulletins.asking", "SignOff"): "tells the person asked what of theirs still waits",
    ("vru_portal.reporting.bulletins.asking", "SignOffRequest"): "reads what the person was asked themselves",
    ("vru_portal.reporting.bulletins.publishing", "Bulletin"): "locks and copies what the view has asked for",
    (
        "vru_portal.reporting.bulletins.publishing",
        "Region",
    ): "locks the region of a bulletin that the view has asked for",
    ("vru_portal.reporting.bulletins.drawing_up", "Bulletin"): "writes the draft of who may draw it up",
    ("vru_portal.reporting.bulletins.drawing_up", "Section"): "writes the draft of who may draw it up",
    ("vru_portal.reporting.bulletins.drawing_up", "BulletinEntry"): "writes the draft of who may draw it up",
}

LONGEST_FILE = 300
TABLES_OF_TEXT = {"vru_portal/demonstration/stories.py"}
THE_CUSTOMERS = {"manage.py", "vru_portal", "pilots", "interventions", "stakeholders", "templates", "static", "tests"}
THE_CUSTOMERS |= {"pyproject.toml", "README.md", "docs", "LICENSE"}
THE_TOOLS = {"Makefile", "package.json", "package-lock.json", ".npmrc", ".ci", ".gitignore"}
THE_TOOLS |= {"requirements.txt", "requirements-dev.txt", "requirements-node.txt"}


def modules() -> Iterator[tuple[str, Path]]:
    """Yield the dotted name and the path of each Python module of the portal, tests left out."""
    for room in OURS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


MODULES = dict(modules())


# Who may import whom ---------------------------------------------------------------------------------------------


def room_of(module: str) -> int | None:
    """Return the room that a module stands in, None where it is not ours."""
    parts = module.split(".")
    names = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((ROOMS[name] for name in names if name in ROOMS), None)


def imported(source: str, module: str, is_package: bool = False) -> set[str]:
    """Return the modules that a source imports anywhere, in functions and under TYPE_CHECKING too."""
    found = set()
    base = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = base[: len(base) - node.level + 1] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{start}.{alias.name}" for alias in node.names}
    return found


def wrong_imports(source: str, module: str, is_package: bool = False) -> list[str]:
    here = room_of(module)
    return sorted(name for name in imported(source, module, is_package) if (room_of(name) or 0) > here)


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_from_rooms_before_its_own(module):
    path = MODULES[module]
    wrong = wrong_imports(path.read_text(), module, path.name == "__init__.py")
    assert not wrong, f"{module} must not import {', '.join(wrong)}: see the import direction in README"


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("pilots.models.pilot", "from interventions.models import Activity"),
        ("vru_portal.access.views", "def view(request):\n    from pilots import models"),
        ("vru_portal.errors", "from .access import guards"),
        ("vru_portal.dates", "from vru_portal import reporting"),
        ("interventions.export", "import vru_portal.urls"),
    ],
)
def test_import_against_the_direction_is_found(module, source):
    assert wrong_imports(source, module)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("interventions.forms", "from pilots.models import Theme\nfrom .models import Activity\nimport django"),
        ("vru_portal.access.views", "from vru_portal import errors\nfrom . import guards"),
        ("pilots.models.pilot", 'models.ForeignKey("stakeholders.Organisation")'),
    ],
)
def test_import_along_the_direction_is_let_through(module, source):
    assert not wrong_imports(source, module)


def test_every_app_stands_in_a_room():
    for config in apps.get_app_configs():
        if Path(config.path).is_relative_to(ROOT) and ".venv" not in config.path:
            assert room_of(config.name) is not None


# How views reach records -----------------------------------------------------------------------------------------


def scoped_models() -> set[str]:
    """Return the names of the domain's models: each belongs to an authority, a region or a person."""
    labels = ("pilots", "stakeholders", "interventions", "reporting")
    found = {model.__name__ for label in labels for model in apps.get_app_config(label).get_models()}
    return {name for name in found if not name.startswith("Historical")} - LISTS


def for_visitors(module: str) -> bool:
    return room_of(module) in range(ACCESS, ABOVE_ALL) and not NOT_FOR_VISITORS & set(module.split("."))


def unscoped(source: str, module: str) -> list[str]:
    """Return the places where a module reads a scoped model without asking who looks.

    ``Model.objects`` is followed by ``visible_to``, or stands in a Prefetch, which loads relations of rows that were
    themselves fetched as visible. Relations of a fetched row may be followed, but for those that hold more than
    everybody who sees the row may see.
    """
    tree = ast.parse(source)
    prefetched = {
        id(node)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Prefetch"
        for node in ast.walk(call)
    }
    followed = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    scoped, wrong = scoped_models(), []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or id(node) in prefetched:
            continue
        model = node.value.id if isinstance(node.value, ast.Name) else ""
        if node.attr in {"objects", "_default_manager", "history"} and model in scoped:
            allowed = followed.get(id(node)) in SCOPING or (module, model) in ALLOWED_WITHOUT_SCOPE
            wrong += [] if allowed else [f"line {node.lineno}: {model}.{node.attr} without visible_to"]
        elif node.attr in NARROWER_RELATIONS and followed.get(id(node)) in {"all", "filter", "get", "count", "first"}:
            wrong.append(f"line {node.lineno}: .{node.attr} may hold what this person must not see")
    return wrong


@pytest.mark.parametrize("module", [name for name in MODULES if for_visitors(name)])
def test_view_reaches_scoped_models_only_through_visible_to(module):
    wrong = unscoped(MODULES[module].read_text(), module)
    assert not wrong, f"{module}: {'; '.join(wrong)}"


@pytest.mark.parametrize(
    "source",
    [
        "Activity.objects.get(pk=pk)",
        "get_object_or_404(Activity.objects, pk=pk)",
        "get_object_or_404(Pilot.objects.current(), pk=pk)",
        "Pilot.objects.filter(pk=pk).visible_to(user)",
        "PublishedFigure.objects.filter(authority=authority)",
        "Activity.history.filter(id=pk)",
        "pilot.activities.all()",
        "request.user.notifications.filter(read_at=None)",
        "def view(request):\n    return [Locality.objects.first()]",
    ],
)
def test_read_without_asking_who_looks_is_found(source):
    assert unscoped(source, "pilots.views.places")


@pytest.mark.parametrize(
    "source",
    [
        "get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)",
        "Pilot.objects.visible_to(user, Capability.LOG).current()",
        'pilots.prefetch_related(Prefetch("phases", Phase.objects.select_related("source")))',
        "pilot.sites.all()",
        "ActivityKind.objects.current()",
    ],
)
def test_read_of_what_is_visible_is_let_through(source):
    assert not unscoped(source, "pilots.views.places")


def test_exceptions_from_scoping_are_still_needed():
    for (module, model), reason in ALLOWED_WITHOUT_SCOPE.items():
        assert f"{model}.objects" in MODULES[module].read_text(), f"{module} no longer {reason}"


# Templates -------------------------------------------------------------------------------------------------------

INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|<script\b(?![^>]*(?:\bsrc\s*=|type="application/json"))[^>]*>|\son[a-z]+\s*=\s*["']|(?:href|src|action)\s*=\s*["']\s*javascript:""",
    re.IGNORECASE,
)
OTHER_SITE = re.compile(
    r"""<(?:script|link|img|iframe|source|video|audio)\b[^>]*\b(?:src|href)\s*=\s*["'](?:https?:)?//"""
)


@pytest.mark.parametrize("path", sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html")))
def test_template_has_no_inline_style_or_script_and_asks_no_other_site(path):
    text = (ROOT / path).read_text()
    assert not INLINE.search(text), "the content security policy stops it"
    assert not OTHER_SITE.search(text), "no page asks a third party for anything"


def test_every_list_says_which_cell_names_its_row():
    drawn = {"{{ rows }}": (ROOT / "interventions/list_rows.py").read_text()}
    texts = {path.name: path.read_text() for path in ROOT.glob("templates/**/*.html")}
    lists = {name: text for name, text in texts.items() if "portal-rows" in text}
    assert lists
    lacking = [name for name, text in lists.items() if 'scope="row"' not in text]
    assert [
        name for name in lacking if not any(mark in lists[name] and 'scope="row"' in drawn[mark] for mark in drawn)
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>",
        "<script>alert()</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_style_or_script_is_found(text):
    assert INLINE.search(text)


@pytest.mark.parametrize(
    "text", ['<script src="/static/a.js"></script>', '<link rel="stylesheet" href="/static/a.css">']
)
def test_style_and_script_of_our_own_are_let_through(text):
    assert not INLINE.search(text)
    assert not OTHER_SITE.search(text)


# The top level and the size of files -----------------------------------------------------------------------------


def test_top_level_holds_only_what_the_house_names():
    patterns = [line.strip().rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line.strip()]
    names = {path.name for path in ROOT.iterdir()} - {".git"}
    names = {name for name in names if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)}
    assert names <= THE_CUSTOMERS | THE_TOOLS


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils", "helpers", "services", "common", "misc"}
    assert not [name for name in MODULES if drawers & set(name.split("."))]


@pytest.mark.parametrize("module", [name for name in MODULES if ".migrations" not in name])
def test_file_holds_one_subject(module):
    path = MODULES[module]
    if str(path.relative_to(ROOT)) in TABLES_OF_TEXT:
        return
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_FILE, f"{path.name} has {lines} lines: past about 200 a file usually holds two subjects"
