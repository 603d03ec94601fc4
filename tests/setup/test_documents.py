"""What the README and docs/operating.md tell must be so."""

import re

from interventions.workflow import MOVES
from vru_portal.access.roles import Role
from vru_portal.demonstration.people import PASSWORD
from vru_portal.setup.steps import ROOT

README = (ROOT / "README.md").read_text()
OPERATING = (ROOT / "docs/operating.md").read_text()


def test_the_readme_starts_with_the_two_commands():
    commands = re.findall(r"^(make \w+)", README, re.MULTILINE)

    assert commands[:2] == ["make run", "make test"]
    assert (
        README.index("make test") < README.index("screenshot") < README.index("## Map") < README.index("## Decisions")
    )


def test_the_readme_draws_the_moves_of_the_workflow():
    drawn = set(re.findall(r"^    (\w+ --> \w+: .+)$", README, re.MULTILINE))
    moves = {
        f"{start} --> {move.end}: {name}{', with a reason' if move.needs_reason else ''}"
        for name, move in MOVES.items()
        for start in move.starts
    }

    assert drawn == moves


def test_the_readme_gives_a_sign_in_for_each_role():
    for role in Role:
        assert re.search(rf"^\| {role.label} \| \S+@example\.org \| {PASSWORD} \|$", README, re.MULTILINE)


def test_every_setting_is_documented_and_nothing_else():
    settings = (ROOT / "vru_portal/settings.py").read_text()
    gunicorn = (ROOT / "vru_portal/gunicorn.py").read_text()
    read = {*re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings), *re.findall(r"environ\.get\(.([A-Z_]+)", gunicorn)}
    documented = {
        name
        for row in re.findall(r"^\| (`[A-Z_`, ]+`) \|", OPERATING, re.MULTILINE)
        for name in re.findall(r"[A-Z_]+", row)
    }

    assert documented == read


def test_every_command_that_the_documents_name_exists():
    from django.core.management import get_commands

    named = set(re.findall(r"manage\.py (\w+)", README + OPERATING))

    assert named <= set(get_commands())
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?make (\w+)", README + OPERATING)) - {"and"} <= targets | {"runs"}
