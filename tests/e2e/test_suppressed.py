"""Suppressed findings can be shown, and say why they are."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.e2e.running import GO_MOD, Write, lint, pool, run

REASON = "the pool is drained at once"


class Suppression(msgspec.Struct):
    kind: str
    justification: str


class Result(msgspec.Struct, rename="camel"):
    suppressions: list[Suppression] | None = None
    baseline_state: str = ""


class Run(msgspec.Struct):
    results: list[Result]


class Log(msgspec.Struct):
    runs: list[Run]


def silenced() -> str:
    """Return a file with its one finding suppressed."""
    put = "blocks.Put(block)"
    return pool("silenced").replace(put, f"{put} //gomemlint:ignore GML301 {REASON}")


def results(directory: Path, *options: str) -> list[Result]:
    printed = run(directory, "check", "--select", "GML301", "--output-format", "sarif", *options)
    return msgspec.json.decode(printed.out, type=Log).runs[0].results


def test_a_suppressed_finding_stands_in_sarif_with_its_reason(write: Write) -> None:
    root = write({"go.mod": GO_MOD, "open/a.go": pool("open"), "silenced/a.go": silenced()})
    for _ in ("analysed", "recalled"):
        assert results(root) == [Result()]
        asked = results(root, "--sarif-include-suppressed")
        assert asked == [Result([]), Result([Suppression("inSource", f"{REASON}.")])]


def test_an_accepted_finding_is_known_and_suppressed_outside_of_the_source(write: Write) -> None:
    root = write({"go.mod": GO_MOD, "old/a.go": pool("old")})
    assert run(root, "baseline", "write", "--select", "GML301").code == 0
    write({"fresh/a.go": pool("fresh")})
    baseline = (".gomemlint-baseline.json", "It is accepted in .gomemlint-baseline.json.")
    gate = ("--baseline", baseline[0])
    assert results(root, *gate) == [Result(None, "new")]
    assert results(root, *gate, "--sarif-include-suppressed") == [
        Result([], "new"),
        Result([Suppression("external", baseline[1])], "unchanged"),
    ]


@pytest.mark.parametrize("word", ["GML3", "GML999"])
def test_a_suppression_of_a_code_that_no_rule_has_is_named(write: Write, word: str) -> None:
    root = write({"go.mod": GO_MOD, "a.go": silenced().replace("GML301", word)})
    notice = lint(root, "--select", "GML301").report.notice("directive-malformed")
    assert (notice.path, notice.incomplete) == ("a.go", False)
    assert f"no rule has the code {word}" in notice.message


def test_codes_of_rules_that_others_may_have_are_left_alone(write: Write) -> None:
    root = write({"go.mod": GO_MOD, "a.go": silenced().replace("GML301", "ACME001")})
    assert lint(root, "--select", "GML301").report.notices == ()
