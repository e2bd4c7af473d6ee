"""What must not change a byte of the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.running import FIXTURES, GO_MOD, Files, Write, go, lint, pool, run

EVERYTHING = (
    *("check", "--select", "ALL", "--min-confidence", "possible"),
    *("--output-format", "json"),
)
MODULE: Files = {
    "go.mod": GO_MOD,
    "a/a.go": pool("a"),
    "b/b.go": pool("b"),
    "a/inner/inner.go": pool("inner"),
    "main.go": 'package main\n\nimport "example.com/m/a"\n\nfunc main() { _ = a.Get() }\n',
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start with an empty build cache."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("GOCACHE", str(folder))
    return folder


def test_a_compilation_in_a_subfolder_changes_nothing(write: Write, cache: Path) -> None:
    root = write(MODULE)
    expected = lint(root)
    for folder in ("a", "a/inner", "."):
        assert "can inline" in go(root / folder, "build", "-gcflags=-m -m", ".")
    assert lint(root).out == expected.out


def test_a_compilation_before_the_first_run_changes_nothing(write: Write, cache: Path) -> None:
    root = write(MODULE)
    go(root / "a", "build", "-gcflags=-m -m", ".")
    first = lint(root)
    assert first.report.places == ["a/a.go:9", "a/inner/inner.go:9", "b/b.go:9"]
    assert lint(root / "a").report.places == ["a.go:9", "inner/inner.go:9"]
    assert lint(root).out == first.out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOWORK", "off"),
        ("GOFLAGS", "-trimpath"),
        ("GOFLAGS", "-gcflags=all=-N"),
        ("GOFLAGS", "-v -x"),
        ("GOFLAGS", "-ldflags=-s"),
    ],
)
def test_settings_that_select_no_code_change_nothing(
    write: Write, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    root = write(MODULE)
    expected = lint(root)
    monkeypatch.setenv(name, value)
    assert lint(root).out == expected.out


def test_a_workspace_around_the_module_changes_nothing(write: Write) -> None:
    root = write({f"m/{name}": content for name, content in MODULE.items()})
    expected = lint(root / "m")
    write({"go.work": "go 1.21\n\nuse ./m\n"})
    assert lint(root / "m").out == expected.out


@pytest.mark.parametrize("fixture", ["gml301_pool_put_non_pointer", "example_service", "broken"])
def test_both_drivers_report_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fixture: str
) -> None:
    reports = []
    for driver in ("list", "build"):
        monkeypatch.setenv("GOCACHE", str(tmp_path / driver))
        reports.append(run(FIXTURES / fixture, *EVERYTHING, f"--driver={driver}"))
    listed, built = reports
    assert listed.report.summary.compiler_lines > 0
    assert listed.out == built.out
    assert listed.code == built.code


def test_the_number_of_workers_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gomemlint.engine.division.WORTH_A_WORKER_BYTES", 1)
    reports = [run(FIXTURES / "example_service", *EVERYTHING, "--jobs", n) for n in ("1", "2", "4")]
    assert reports[0].report.findings
    assert len({ran.out for ran in reports}) == 1


def test_memory_limits_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run(FIXTURES / "example_service", *EVERYTHING, "--jobs", "1")
    monkeypatch.setattr("gomemlint.engine.shard.LIMIT_BYTES", 1)
    assert run(FIXTURES / "example_service", *EVERYTHING, "--jobs", "1").out == expected.out


def test_two_runs_report_the_same() -> None:
    first, second = (run(FIXTURES / "example_service", *EVERYTHING) for _ in range(2))
    assert first.out == second.out
