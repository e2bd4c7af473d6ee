"""What is printed where."""

from __future__ import annotations

import os
import pty
import re
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.running import GO_MOD, TIMEOUT_S, Write, hide_go, pool, run, spawn

FAULTY = {"go.mod": GO_MOD, "a.go": pool()}
CHECK = ("check", "--select", "GML301")
ESCAPE = "\x1b["
HELP_S = 0.15
PHASES = ["compiling", "analysing", "reporting"]


def test_results_go_to_stdout_and_nothing_else_does(write: Write) -> None:
    ran = run(write(FAULTY), *CHECK, "--output-format", "concise")
    assert ran.out.startswith("a.go:9:14: warning: GML301 ")
    assert ran.err == ""


def test_several_reports_are_written_in_one_run(write: Write) -> None:
    root = write(FAULTY)
    run(root, *CHECK, "--output", "json=r.json", "--output", "sarif=r.sarif")
    assert "GML301" in (root / "r.json").read_text()
    assert "GML301" in (root / "r.sarif").read_text()
    assert sorted(path.name for path in root.iterdir()) == ["a.go", "go.mod", "r.json", "r.sarif"]


@pytest.mark.parametrize("form", ["text", "concise", "github"])
def test_quiet_runs_print_findings_and_gaps_alone(form: str, write: Write) -> None:
    root = write(FAULTY | {"b/b.go": "package b\n\nvar x int = ``\n"})
    loud, quiet = (run(root, *CHECK, "--output-format", form, *q) for q in ((), ("--quiet",)))
    assert "Analysed " in loud.out
    assert "Analysed" not in quiet.out
    assert all(word in quiet.out for word in ("GML301", "example.com/m/b"))


def test_quiet_runs_of_clean_code_print_nothing(write: Write) -> None:
    ran = run(write({"go.mod": GO_MOD, "a.go": "package a\n"}), *CHECK, "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_statistics_go_to_standard_error(write: Write) -> None:
    ran = run(write(FAULTY), *CHECK, "--statistics")
    assert "GML301" in ran.err


@pytest.mark.parametrize(
    ("variables", "options", "coloured"),
    [
        ({}, (), True),
        ({"NO_COLOR": "1"}, (), False),
        ({"NO_COLOR": "1"}, ("--color", "always"), True),
        ({}, ("--color", "never"), False),
        ({"TERM": "dumb"}, (), False),
    ],
)
def test_a_terminal_gets_colour_unless_the_user_objects(
    write: Write, variables: Mapping[str, str], options: tuple[str, ...], *, coloured: bool
) -> None:
    out = on_terminal(write(FAULTY), {"TERM": "xterm", **variables}, *CHECK, *options)
    assert "GML301" in out
    assert (ESCAPE in out) == coloured


def test_a_pipe_gets_no_colour_unless_it_is_forced(write: Write) -> None:
    root = write(FAULTY)
    with spawn(root, *CHECK) as plain, spawn(root, *CHECK, FORCE_COLOR="1") as forced:
        assert ESCAPE not in plain.communicate(timeout=TIMEOUT_S)[0]
        assert ESCAPE in forced.communicate(timeout=TIMEOUT_S)[0]


def on_terminal(root: Path, variables: Mapping[str, str], *arguments: str) -> str:
    """Run with a terminal for standard output."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gomemlint", *arguments]
    environment = {**os.environ, **variables}
    done = subprocess.Popen(
        command, cwd=root, env=environment, stdout=theirs, stderr=subprocess.DEVNULL
    )
    os.close(theirs)
    printed = b""
    while piece := read_terminal(ours):
        printed += piece
    done.wait(TIMEOUT_S)
    os.close(ours)
    return printed.decode()


def read_terminal(terminal: int) -> bytes:
    """Read what is there; Linux fails where other systems say that it is the end."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_a_reader_that_leaves_early_is_no_error(write: Write) -> None:
    # More findings than a pipe holds.
    files = {f"p{n}/a.go": pool(f"p{n}") for n in range(150)}
    root = write({"go.mod": GO_MOD, **files})
    with spawn(root, *CHECK) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


def test_help_is_quick() -> None:
    """The best of several, in processor time: other programs run on this machine."""
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-m", "gomemlint", "--help"], capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert b"check" in done.stdout
    assert min(times) < HELP_S


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys, gomemlint.cli.main as m; m.main(['--help']); "
        "print([name for name in ('tree_sitter', 'libcst', 'rich', 'msgspec', 'pygments') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_each_command_explains_itself() -> None:
    listed = run(Path.cwd(), "--help")
    assert listed.code == 0
    for name in ("check", "version"):
        assert name in listed.out
        assert run(Path.cwd(), name, "--help").code == 0
    assert run(Path.cwd(), "help", "check").out == run(Path.cwd(), "check", "--help").out
    assert run(Path.cwd(), "--version").out.startswith("gomemlint ")


def test_versions_name_the_go_that_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, go = run(tmp_path, "version").out.splitlines()
    assert re.fullmatch(r"gomemlint \d+\.\d+\.\d+", ours)
    assert re.fullmatch(r"go1\.\d+\S* \w+/\w+ \(/.+\)", go)
    hide_go(monkeypatch, tmp_path)
    assert run(tmp_path, "version").out.splitlines()[1].startswith("no Go: there is no go command")


def test_options_stand_under_headings() -> None:
    printed = run(Path.cwd(), "check", "--help").out
    headings = re.findall(r"^([A-Z][\w ]+):$", printed, re.MULTILINE)
    assert headings[:3] == ["Which findings", "Which code", "Reports"]
    assert headings[-1] == "Help"


def test_verbose_runs_tell_how_long_each_phase_took(write: Write) -> None:
    root = write({"go.mod": GO_MOD, "a.go": pool()})
    plain = run(root, *CHECK, "--no-cache")
    verbose = run(root, *CHECK, "--no-cache", "--verbose")
    assert (plain.out, plain.err) == (verbose.out, "")
    phases = re.findall(r"^gomemlint: (.+) took \d+\.\d\d s$", verbose.err, re.MULTILINE)
    assert phases == ["reading the configuration", *PHASES, "all of it"]
