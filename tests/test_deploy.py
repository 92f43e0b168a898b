"""The files in deploy/ name what exists: commands, settings, folders, exit codes, Python's version."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from bot.cli import DONE, MISUSED, PROBLEMS, app
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "learning-cities.service").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
README = (DEPLOY / "README.md").read_text(encoding="utf-8")
EXAMPLE = (DEPLOY / "bot.env.example").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
COMMANDS = {
    command.name or command.callback.__name__ for command in app.registered_commands if command.callback
}
VARIABLE = re.compile(r"\b(?:BOT|TELEGRAM)_[A-Z_]+\b")


def directive(name: str) -> list[str]:
    """The values of a directive of the unit."""
    return re.findall(rf"^{name}=(.*)$", UNIT, flags=re.MULTILINE)


def instructions(name: str) -> list[str]:
    """The arguments of an instruction of the container file, with lines that go on joined."""
    return re.findall(rf"^{name} (.*)$", CONTAINER.replace("\\\n", ""), flags=re.MULTILINE)


def known_variables() -> set[str]:
    """Every setting's variable, as the docstrings of `Settings` name them."""
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    documented = set(re.findall(r'^    """([A-Z_]+)[:.]', source, flags=re.MULTILINE))
    assert len(documented) == len(fields(Settings))
    return documented


@pytest.mark.parametrize(
    "text", [UNIT, CONTAINER, README, EXAMPLE], ids=["unit", "container", "readme", "env"]
)
def test_only_settings_that_exist_are_named(text: str) -> None:
    named = set(VARIABLE.findall(text))
    assert named
    assert named <= known_variables()


def test_the_service_runs_a_command_that_exists() -> None:
    (command,) = directive("ExecStart")
    program, argument = command.split()
    assert Path(program).name in PROJECT["scripts"]
    assert argument in COMMANDS


def test_the_service_starts_again_but_not_with_a_wrong_configuration() -> None:
    assert directive("Restart") == ["on-failure"]
    assert directive("RestartPreventExitStatus") == [str(MISUSED)]
    assert MISUSED not in (DONE, PROBLEMS)


def test_the_service_keeps_its_database_where_it_may_write() -> None:
    (folder,) = directive("StateDirectory")
    address = next(value for value in directive("Environment") if value.startswith("BOT_DATABASE_URL="))
    assert address.removeprefix("BOT_DATABASE_URL=").startswith(f"sqlite:////var/lib/{folder}/")
    assert directive("ProtectSystem") == ["strict"]
    assert directive("DynamicUser") == ["yes"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_understands_the_service_and_finds_it_safe(tmp_path: Path) -> None:
    program = tmp_path / "learning-cities"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "learning-cities.service"
    unit.write_text(UNIT.replace(directive("ExecStart")[0].split()[0], str(program)))
    for check in (["verify"], ["security", "--offline=true", "--threshold=15"]):
        done = subprocess.run(["systemd-analyze", *check, str(unit)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == ""


def test_the_container_is_made_of_files_that_exist() -> None:
    copies = [copy.split()[:-1] for copy in instructions("COPY") if not copy.startswith("--from=")]
    copied = {name for names in copies for name in names}
    assert all((ROOT / name).exists() for name in copied)
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], PROJECT["readme"], *PROJECT["license-files"]}
    assert needed | {"pyproject.toml"} == copied


def test_the_container_runs_the_command_on_a_python_that_it_supports() -> None:
    (entry,), (arguments,) = instructions("ENTRYPOINT"), instructions("CMD")
    assert entry in {f'["{script}"]' for script in PROJECT["scripts"]}
    assert arguments.strip('[]"') in COMMANDS
    oldest = tuple(map(int, PROJECT["requires-python"].removeprefix(">=").split(".")))
    for image in instructions("FROM"):
        version = re.match(r"python:(\d+)\.(\d+)-slim\b", image)
        assert version
        assert tuple(map(int, version.groups())) >= oldest


def test_the_container_does_not_run_as_root_and_keeps_its_database() -> None:
    (user,) = instructions("USER")
    assert f"--uid {user} " in CONTAINER
    assert int(user) > 0
    (volume,) = instructions("VOLUME")
    assert f"BOT_DATABASE_URL=sqlite:///{volume}/" in CONTAINER


def test_the_guide_names_commands_and_files_that_exist() -> None:
    used = re.findall(r"^(?:.*/bin/)?learning-cities ([a-z-]+)$", README, flags=re.MULTILINE)
    assert {"doctor", "set-profile"} <= set(used) <= COMMANDS
    for file in re.findall(r"\bdeploy/([\w.-]+)", README):
        assert (DEPLOY / file).is_file(), file


def test_the_example_of_settings_gives_no_value_to_a_secret() -> None:
    for line in EXAMPLE.splitlines():
        if "TOKEN" in line or "SECRET" in line:
            assert line.endswith("="), line
