"""Records save time and change nothing."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from gomemlint.engine.cache.records import FILE, VARIABLE
from tests.e2e.running import GO_MOD, Ran, Write, lint, pool, run

USER = """\
package user

import "example.com/m"

func Use() []byte { return m.Get() }
"""


@pytest.fixture(autouse=True)
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Begin without any record."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "records"))
    return tmp_path / "records" / FILE


@pytest.fixture
def module(write: Write) -> Path:
    root = write({"go.mod": GO_MOD, "m.go": pool(), "user/user.go": USER})
    settle()
    return root


def settle() -> None:
    """Let the clock of the file system go on: what has just changed is not remembered."""
    time.sleep(0.05)


def test_the_report_is_the_same_cold_warm_and_without_records(module: Path) -> None:
    cold = lint(module)
    warm = lint(module)
    without = lint(module, "--no-cache")
    alone = lint(module, "--no-cache", "--jobs", "1")
    many = lint(module, "--no-cache", "--jobs", "4")

    assert cold.report.places == ["m.go:9"]
    assert {ran.out for ran in (cold, warm, without, alone, many)} == {cold.out}
    assert {ran.code for ran in (cold, warm, without, alone, many)} == {1}


def test_verbose_runs_tell_that_the_answer_was_known(module: Path) -> None:
    assert "repeating what a run before said" not in lint(module, "--verbose").err
    assert "repeating what a run before said" in lint(module, "--verbose").err


def test_a_run_that_knows_the_answer_does_not_ask_go(
    module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = lint(module)
    monkeypatch.setattr("gomemlint.engine.run.check", _refuse)

    assert lint(module).out == cold.out
    assert lint(module, "--no-cache").code == 3


def _refuse(*_: object) -> None:
    raise AssertionError("asked again")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.go", pool().replace("4096", "8192")),
        ("user/more.go", "package user\n"),
        ("other/other.go", "package other\n"),
        ("go.mod", GO_MOD.replace("1.21", "1.22")),
        ("go.work", "go 1.22\n\nuse .\n"),
    ],
)
def test_whatever_go_would_read_is_noticed(
    module: Path, write: Write, monkeypatch: pytest.MonkeyPatch, name: str, content: str
) -> None:
    lint(module)
    write({name: content})
    monkeypatch.setattr("gomemlint.engine.run.check", _refuse)

    assert lint(module).code == 3


def test_a_finding_goes_and_comes_with_its_file(module: Path, write: Write) -> None:
    assert lint(module).report.places == ["m.go:9"]
    write({"m.go": pool().replace("blocks.Put(block)", "_ = block")})
    assert lint(module).report.places == []
    write({"m.go": "\n" + pool()})
    assert lint(module).report.places == ["m.go:10"]


def test_a_finding_that_depends_on_an_importer_follows_it(module: Path, write: Write) -> None:
    held = {
        "m.go": "package m\n\nvar Seen = map[string]bool{}\n",
        "user/user.go": 'package user\n\nimport (\n\t"net/http"\n\n\t"example.com/m"\n)\n\n'
        "func Serve(w http.ResponseWriter, r *http.Request) { m.Seen[r.URL.Path] = true }\n",
    }
    write(held)
    settle()
    found = run(module, "--select", "GML101", "--output-format", "json").report
    write({"user/user.go": "package user\n"})
    settle()
    gone = run(module, "--select", "GML101", "--output-format", "json").report

    assert len(found.findings) == 1
    assert gone.findings == ()


def test_settings_and_environment_are_part_of_the_question(
    module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lint(module)
    monkeypatch.setattr("gomemlint.engine.run.check", _refuse)

    assert lint(module, "--tests").code == 3
    assert lint(module, "--min-severity", "high").code == 3
    assert lint(module, "--jobs", "3").code == 1
    monkeypatch.setenv("GOFLAGS", "-tags=x")
    assert lint(module).code == 3


def test_what_is_incomplete_is_tried_again(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write({"go.mod": GO_MOD, "m.go": "package m\n\nvar x int = nothing\n"})
    settle()
    assert lint(root).code == 3
    monkeypatch.setattr("gomemlint.engine.run.check", _raise)

    with pytest.raises(Asked):
        lint(root)


class Asked(BaseException):
    """The run was not remembered."""


def _raise(*_: object) -> None:
    raise Asked


def test_a_damaged_database_costs_time_and_nothing_else(module: Path, records: Path) -> None:
    cold = lint(module)
    with sqlite3.connect(records) as database:
        database.execute("UPDATE records SET value = zeroblob(10)")
    database.close()
    assert lint(module).out == cold.out
    records.write_bytes(b"garbage" * 500)
    assert lint(module).out == cold.out


def test_no_cache_leaves_no_record(module: Path, records: Path) -> None:
    lint(module, "--no-cache")

    assert not records.exists()


def test_clean_removes_the_records(module: Path, records: Path) -> None:
    lint(module)
    assert records.exists()

    cleaned: Ran = run(module, "cache", "clean")

    assert cleaned.code == 0
    assert "removed" in cleaned.out
    assert not records.exists()
