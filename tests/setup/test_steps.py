"""The set-up: what is shown, what is skipped, and what an interrupted or failed step leaves behind."""

import re
import socket
import subprocess
import sys
import threading

import pytest

from vru_portal.setup import __main__ as commands
from vru_portal.setup import frontend, steps
from vru_portal.setup.steps import ROOT, SetUpFailed, Steps, digest, run_quietly


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty project folder with a space in its name."""
    folder = tmp_path / "a portal"
    folder.mkdir()
    monkeypatch.setattr(steps, "ROOT", folder)
    return folder


def test_a_step_is_done_once_and_then_skipped(project, capsys):
    stamp = project / "made/stamp"
    done = []
    for _ in range(2):
        with Steps(3).step("Making it", stamp, "from this") as to_do:
            done.append(to_do)

    assert done == [True, False]
    assert "[1/3] Making it …" in capsys.readouterr().out


def test_a_step_is_done_again_when_what_it_was_made_from_has_changed(project):
    stamp = project / "stamp"
    stamp.write_text("from that")

    with Steps(1).step("Making it", stamp, "from this") as to_do:
        assert to_do
    assert stamp.read_text() == "from this"


def test_an_interrupted_step_is_done_again(project):
    stamp = project / "stamp"
    stamp.write_text("from that")

    with pytest.raises(KeyboardInterrupt), Steps(1).step("Making it", stamp, "from this"):
        raise KeyboardInterrupt
    assert not stamp.exists()


def test_a_digest_follows_the_content_and_the_names_of_files(project):
    (project / "style").mkdir()
    (project / "style/a.scss").write_text("one")
    first = digest(project / "style")

    (project / "style/a.scss").write_text("two")
    second = digest(project / "style")
    (project / "style/a.scss").rename(project / "style/b.scss")

    assert len({first, second, digest(project / "style")}) == 3


def test_a_quiet_command_says_nothing_when_it_works(project, capsys):
    run_quietly([sys.executable, "-c", "print('chatter')"], "Do this.")

    assert capsys.readouterr().out == ""


def test_a_failed_command_shows_what_it_printed_and_what_to_do(project):
    with pytest.raises(SetUpFailed, match=r"no such package(.|\n)*Check the network"):
        run_quietly([sys.executable, "-c", "import sys; print('no such package'); sys.exit(3)"], "Check the network.")


def test_a_second_setup_waits_for_the_first(project, capsys):
    order = []

    def second() -> None:
        with steps.one_at_a_time():
            order.append("second")

    with steps.one_at_a_time():
        other = threading.Thread(target=second)
        other.start()
        other.join(timeout=0.5)
        order.append("first")
    other.join(timeout=10)

    assert order == ["first", "second"]
    assert "Another set-up is running" in capsys.readouterr().out


def test_a_port_that_is_taken_is_named_with_another_to_choose():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(SetUpFailed, match=f"Port {port} is in use.*make run PORT="):
            commands.free_port(str(port))


@pytest.mark.parametrize("text", ["", "eight", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_refused(text):
    with pytest.raises(SetUpFailed, match="from 1 to 65535"):
        commands.free_port(text)


def test_the_setup_needs_nothing_but_python_itself():
    script = "import sys; sys.path.insert(0, '.'); import vru_portal.setup.__main__"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_another_version_of_python_is_named_when_the_right_one_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(commands, "NEEDED", (3, 99))
    monkeypatch.setattr(commands.shutil, "which", lambda name: None)

    assert commands.main(["run"]) == 1
    assert "needs Python 3.11" in capsys.readouterr().out


@pytest.mark.parametrize("is_there", [True, False])
def test_front_end_packages_are_installed_again_when_the_font_of_the_bulletin_is_gone(is_there, monkeypatch, tmp_path):
    ran: list[str] = []
    font = tmp_path / "font"
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setattr(frontend, "FONTS", font)
    monkeypatch.setattr(frontend, "npm", lambda: (["npm"], {}))
    monkeypatch.setattr(frontend, "run_quietly", lambda command, *_: ran.append(command[1]))
    stamp = tmp_path / "node_modules/.installed"
    stamp.parent.mkdir()
    stamp.write_text(steps.digest(*frontend.LOCKED))
    if is_there:
        font.mkdir()

    frontend.install_packages(steps.Steps(1))

    assert ran == ([] if is_there else ["ci"])


def test_npm_works_without_a_home(monkeypatch):
    monkeypatch.delenv("HOME", raising=False)

    assert frontend.npm_environment()["npm_config_cache"].endswith("var/npm-cache")


def test_every_python_package_is_locked_with_its_hash_and_no_lock_names_a_registry():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        text = (ROOT / name).read_text()
        packages = re.findall(r"^\S+==\S+(?: ; .*)? \\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(packages) == len(re.findall(r"^[a-z]", text, re.MULTILINE)) > 0
        assert "http" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_the_lock_holds_every_package_that_the_project_asks_for():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    locked = {name: (ROOT / name).read_text() for name in ("requirements.txt", "requirements-dev.txt")}
    for wanted, file in [
        *((text, "requirements.txt") for text in project["project"]["dependencies"]),
        *((text, "requirements-dev.txt") for text in project["dependency-groups"]["dev"]),
    ]:
        name = re.match(r"[A-Za-z0-9-]+", wanted)[0].lower()
        assert f"\n{name}==" in f"\n{locked[file]}".replace("[", "=="), f"{name} is missing from {file}: run make lock"
