"""The commands of the README and of the page on the heap run, and print what is shown."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.e2e.running import FIXTURES, run
from tests.meta.ours import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
HEAP = (ROOT / "docs" / "heap.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", README, re.MULTILINE)
OURS = [command for command in COMMANDS if command.startswith("gomemlint ")]


def test_the_readme_shows_commands() -> None:
    assert len(OURS) >= 3


@pytest.mark.parametrize("command", OURS)
def test_a_command_of_the_readme_runs(command: str) -> None:
    ran = run(FIXTURES / "example_service", *shlex.split(command)[1:])
    assert ran.code in (0, 1), ran.err


@pytest.mark.parametrize("target", [c.split()[1] for c in COMMANDS if c.startswith("make ")])
def test_a_target_of_the_readme_exists(target: str) -> None:
    assert f"\n{target}:" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_finding_that_the_readme_shows_is_real() -> None:
    ran = run(FIXTURES / "example_service", "--color", "never", "./...")
    shown = README.split("```\n")[1].split("```")[0].splitlines()
    assert [line for line in shown if line not in ran.out.splitlines()] == []


@pytest.mark.parametrize("block", re.findall(r"^```console\n(.+?)^```", HEAP, re.M | re.S))
def test_the_page_on_the_heap_shows_what_is_printed(block: str) -> None:
    command, *shown = block.splitlines()
    ran = run(FIXTURES / "example_service", *shlex.split(command)[2:])
    assert ran.code == 0
    assert [line for line in shown if line not in ran.out.splitlines()] == []


@pytest.mark.parametrize("link", re.findall(r"\]\(([\w./-]+)\)", README))
def test_a_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
