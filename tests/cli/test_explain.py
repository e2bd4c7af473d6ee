"""`gomemlint explain` with a code or a name."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.running import run


@pytest.mark.parametrize("word", ["GML107", "gml107", "defer-in-loop"])
def test_a_rule_is_explained_by_code_or_name(word: str, tmp_path: Path) -> None:
    ran = run(tmp_path, "explain", word)
    assert ran.code == 0
    assert ran.out.startswith("# GML107 defer-in-loop\n\nDeferred calls in a loop pile up")
    assert "\tdefer file.Close()\n" in ran.out
    assert "## Measured\n" in ran.out


def test_the_rules_on_suppressions_have_pages_too(tmp_path: Path) -> None:
    assert run(tmp_path, "explain", "GML002").out.startswith("# GML002 unused-suppression\n")


def test_an_unknown_rule_is_answered_with_the_nearest(tmp_path: Path) -> None:
    ran = run(tmp_path, "explain", "defer-in-lop")
    assert ran.code == 2
    assert "did you mean defer-in-loop?" in ran.err


def test_a_rule_is_explained_to_programs_as_json(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, "explain", "GML107", "--output-format", "json").out)
    assert (told["code"], told["tier"]) == ("GML107", "default")
    assert told["page"].startswith("# GML107 defer-in-loop")


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["GML107", "--output-format", "html"], "rule docs --site"),
        (["stats/recorder.go"], "FILE:LINE"),
        (["stats/recorder.go:x"], "FILE:LINE"),
    ],
)
def test_what_cannot_be_explained_is_answered_with_the_way_out(
    arguments: list[str], advice: str, tmp_path: Path
) -> None:
    ran = run(tmp_path, "explain", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert advice in ran.err


def test_a_terminal_gets_colours_and_a_pager(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\nsed 's/^/paged: /'\n")
    pager.chmod(0o755)
    shown = on_a_terminal(tmp_path, {"PAGER": str(pager), "LINES": "10", "COLUMNS": "80"})
    assert "paged: \x1b[1mGML107 defer-in-loop\x1b[0m" in shown
    assert "paged:         \x1b[34mdefer\x1b[39;49;00m file.Close()" in shown
    assert "```" not in shown


def test_a_page_that_fits_is_not_paged(tmp_path: Path) -> None:
    shown = on_a_terminal(tmp_path, {"PAGER": "false", "LINES": "1000", "COLUMNS": "80"})
    assert "\x1b[1mGML107 defer-in-loop\x1b[0m" in shown


def on_a_terminal(directory: Path, variables: dict[str, str]) -> str:
    """Explain a rule to a terminal, and return what it shows."""
    ours, theirs = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gomemlint", "explain", "GML107"],
        cwd=directory,
        env={**plain, "TERM": "xterm", **variables},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert process.wait(30) == 0, shown
    return shown.decode()
