"""`gomemlint baseline`: findings that are accepted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.running import GO_MOD, Write, pool, run

FILE = ".gomemlint-baseline.json"


@pytest.fixture
def root(write: Write) -> Path:
    return write({"go.mod": GO_MOD, "a.go": pool()})


def test_what_is_accepted_is_not_reported_again(root: Path) -> None:
    written = run(root, "baseline", "write")
    assert (written.code, written.out) == (0, "")
    assert written.err.endswith("2 findings accepted\n")
    assert run(root, "check", "--baseline", FILE, "--quiet").code == 0


def test_what_is_gone_is_forgotten(root: Path) -> None:
    run(root, "baseline", "write")
    (root / "a.go").write_text("package m\n")
    assert run(root, "baseline", "prune").err.endswith("2 entries removed, 0 left\n")


def test_another_configuration_may_choose_the_findings(root: Path) -> None:
    (root / "other.toml").write_text('ignore = ["ALL"]\n')
    assert run(root, "baseline", "write", "--config", "other.toml").code == 0
    assert json.loads((root / FILE).read_text())["entries"] == []


def test_what_was_not_analysed_is_named(root: Path) -> None:
    (root / "b").mkdir()
    (root / "b" / "b.go").write_text("package b\n\nvar x int = nothing\n")
    written = run(root, "baseline", "write")
    assert written.code == 3
    assert "incomplete: package-broken example.com/m/b" in written.err
    assert run(root, "baseline", "write", "--allow-incomplete").code == 0
