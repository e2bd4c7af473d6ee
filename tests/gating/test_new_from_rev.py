"""What a revision has already is not reported again, wherever it has moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.running import run
from tests.repositories import commit, git
from tests.rules.lint import lint

GO_MOD = "module example.com/m\n\ngo 1.22\n"
OLD = """package m

import "strings"

func Old(b []byte) bool { return strings.Contains(string(b), "x") }
"""
NEW = '\nfunc New(b []byte) bool { return strings.HasPrefix(string(b), "x") }\n'


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "m"
    folder.mkdir()
    (folder / "go.mod").write_text(GO_MOD)
    (folder / "m.go").write_text(OLD)
    commit(folder)
    return folder


def test_only_the_new_finding_is_reported(module: Path) -> None:
    (module / "m.go").write_text(OLD + NEW)
    for _ in ("computed", "remembered"):
        linted = lint(module, "--new-from-rev", "HEAD")
        assert [(found.code, found.line) for found in linted.findings] == [("GML201", 7)]


def test_a_finding_that_moved_to_another_file_is_not_new(module: Path) -> None:
    (module / "m.go").rename(module / "other.go")
    text = (module / "other.go").read_text()
    (module / "other.go").write_text(text.replace("func Old", "// Moved.\n\n\nfunc Old"))
    assert lint(module, "--new-from-rev", "HEAD").findings == ()


def test_a_branch_is_compared_with_where_it_began(module: Path) -> None:
    git(module, "branch", "base")
    (module / "m.go").write_text(OLD + NEW)
    commit(module)
    linted = lint(module, "--new-from-merge-base", "base")
    assert [found.line for found in linted.findings] == [7]


def test_an_unknown_revision_is_told(module: Path) -> None:
    done = run(module, "check", "--new-from-rev", "nowhere")
    assert done.out == ""
    assert "nowhere names no commit" in done.err


def test_without_git_there_is_no_revision(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text(GO_MOD)
    (tmp_path / "m.go").write_text(OLD)
    done = run(tmp_path, "check", "--new-from-rev", "HEAD")
    assert done.out == ""
    assert "is in no git repository" in done.err
