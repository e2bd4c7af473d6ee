"""The exit code of a run, and what decides about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.cli.main import main
from tests.e2e.running import GO_MOD, Write, lint, pool, run

CLEAN = {"go.mod": GO_MOD, "a.go": "package m\n"}
FAULTY = {"go.mod": GO_MOD, "a.go": pool()}
BROKEN = {**FAULTY, "b/b.go": "package b\n\nvar x int = y\n"}


def test_a_clean_module_exits_with_0(write: Write) -> None:
    assert lint(write(CLEAN)).code == 0


def test_a_finding_exits_with_1_unless_zero_is_asked_for(write: Write) -> None:
    root = write(FAULTY)
    assert lint(root).code == 1
    assert lint(root, "--exit-zero").code == 0


def test_incompleteness_wins_over_findings(write: Write) -> None:
    root = write(BROKEN)
    assert lint(root).code == 3
    assert lint(root, "--exit-zero").code == 3
    assert lint(root, "--allow-incomplete").code == 1
    assert lint(root, "--allow-incomplete", "--exit-zero").code == 0


def test_a_misspelt_command_is_no_package(write: Write) -> None:
    root = write(CLEAN)
    ran = run(root, "explian")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean 'explain'?" in ran.err
    write({"explian/a.go": "package explian\n"})
    assert run(root, "explian").err == run(root, "check", "explian").err


def test_tolerated_gaps_are_tolerated_by_every_command(write: Write) -> None:
    root = write(BROKEN)
    assert run(root, "escapes").code == 3
    write({"gomemlint.toml": 'allow-incomplete = ["example.com/m/b"]\n'})
    assert run(root, "escapes").code == 0
    assert run(root, "explain", "a.go:10").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["--output", "json=nowhere/x"],
        ["--select", "GML9999"],
        ["--min-severity", "enormous"],
        ["--output", "json"],
        ["--timeout", "0"],
        ["--output", "nonsense=x"],
        ["--driver=build", "--tests"],
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(write: Write, arguments: list[str]) -> None:
    ran = run(write(CLEAN), "check", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert arguments[-1].partition("=")[0].strip("-") in ran.err


def test_an_output_that_cannot_be_written_exits_with_2(write: Write) -> None:
    ran = run(write(CLEAN), "check", "--output", "json=nowhere/report.json")
    assert ran.code == 2
    assert "nowhere/report.json" in ran.err


def test_our_own_failure_is_no_clean_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("gomemlint.engine.run.check", fail)
    assert main(["check"]) == 3
    assert "this is a bug of gomemlint" in capsys.readouterr().err


def test_a_rule_that_fails_is_a_notice_and_the_others_go_on(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gomemlint.engine.selection import Selection

    detect = Selection.run

    def fail(self: Selection, rule: object, package: object) -> object:
        if getattr(rule, "metadata").code == "GML201":  # noqa: B009 - the types are not imported
            raise LookupError("planted")
        return detect(self, rule, package)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(Selection, "run", fail)
    root = write(FAULTY)
    ran = run(root, "check", "--select", "GML201,GML301", "--output-format", "json")
    assert (ran.code, ran.report.places) == (3, ["a.go:9"])
    notice = ran.report.notice("rule-failed")
    assert (notice.package, "GML201 failed: LookupError: planted" in notice.message) == (
        "example.com/m",
        True,
    )
