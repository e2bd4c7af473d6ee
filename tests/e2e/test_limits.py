"""Code beyond our limits: said, not skipped in silence, and never a hang."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.running import GO_MOD, Write, hide_go, run

POOLED = """\
package m

import "sync"

var blocks = sync.Pool{{New: func() any {{ return new([64]byte) }}}}

func Fill() byte {{
	block := blocks.Get().(*[64]byte)
{body}
	blocks.Put(block)
	return block[0]
}}
"""
CHECK = ("check", "--no-cache", "--output-format", "json", "--select")
LONG = "\tblock[0] = byte(1 + 2)\n" * 2_500
DEPTH = 100_000
TOO_LONG_S = 60.0


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail a test that uses more processor time in this process; others share the machine."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def test_a_function_that_is_followed_has_its_finding(write: Write) -> None:
    ran = run(write({"go.mod": GO_MOD, "a.go": POOLED.format(body="")}), *CHECK, "GML303")
    assert (ran.code, ran.report.places, ran.report.notices) == (1, ["a.go:11"], ())


def test_a_function_that_is_too_large_to_be_followed_is_named(write: Write) -> None:
    ran = run(write({"go.mod": GO_MOD, "a.go": POOLED.format(body=LONG)}), *CHECK, "GML303")
    notice = ran.report.notice("flow-refused")
    assert (ran.code, ran.report.findings, notice.incomplete) == (0, (), False)
    assert (notice.path, notice.package) == ("a.go", "example.com/m")
    assert notice.message.startswith("Fill is not followed")
    assert "20,000 syntax nodes" in notice.message


NESTED = pytest.mark.parametrize(
    "expression",
    [
        "(" * DEPTH + "1" + ")" * DEPTH,
        "[]" * DEPTH + "int{}",
        "f" + "()" * DEPTH,
        "f" + ".g()" * DEPTH,
        "-" * DEPTH + "1",
        "func() {" * DEPTH + "}" * DEPTH,
        " + ".join(["1"] * DEPTH),
    ],
    ids=["parentheses", "types", "calls", "chains", "signs", "literals", "sum"],
)


@NESTED
def test_code_of_any_depth_is_named_and_ends(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, expression: str
) -> None:
    root = write({"go.mod": GO_MOD, "a.go": f"package m\n\nvar V = {expression}\n"})
    hide_go(monkeypatch, tmp_path)
    with at_most(TOO_LONG_S):
        ran = run(root, *CHECK, "ALL")
    assert ran.code == 3
    assert [notice.code for notice in ran.report.notices] == ["file-too-deep", "no-go"]
    assert ran.err == ""


def test_a_file_that_go_does_not_get_through_ends_with_the_time_limit(write: Write) -> None:
    types = "[]" * DEPTH
    root = write({"go.mod": GO_MOD, "a.go": f"package m\n\nvar V {types}int\n"})
    ran = run(root, *CHECK, "ALL", "--timeout", "2")
    assert (ran.code, ran.out) == (3, "")
    assert "was stopped after 2 s" in ran.err


def test_code_that_go_refuses_as_too_deep_is_named(write: Write) -> None:
    root = write({"go.mod": GO_MOD, "a.go": f"package m\n\nvar V = {'(' * DEPTH}1{')' * DEPTH}\n"})
    with at_most(TOO_LONG_S):
        ran = run(root, *CHECK, "ALL", "--timeout", "60")
    assert ran.code == 3
    assert "file-too-deep" in {notice.code for notice in ran.report.notices}


def test_a_line_of_five_megabytes_is_read(write: Write) -> None:
    table = ", ".join(['"' + "x" * 95 + '"'] * 50_000)
    root = write({"go.mod": GO_MOD, "a.go": f"package m\n\nvar V = []string{{{table}}}\n"})
    with at_most(TOO_LONG_S):
        ran = run(root, *CHECK, "ALL", "--no-compiler")
    assert (ran.code, ran.report.findings) == (0, ())


def test_a_comment_of_five_megabytes_on_one_line_is_read(write: Write) -> None:
    source = f"package m\n\n// {'x' * 5_000_000}\nvar V = 1 // {'y' * 5_000_000}\n"
    with at_most(TOO_LONG_S):
        ran = run(write({"go.mod": GO_MOD, "a.go": source}), *CHECK, "ALL", "--no-compiler")
    assert ran.code == 0
