"""The layers of the code, and what only one part of it may do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.meta.ours import ROOT

PACKAGES = (ROOT / "linter" / "gomemlint", ROOT / "rules" / "gomemlint_rules")
MODULES = sorted(path for package in PACKAGES for path in package.rglob("*.py"))
BANNED = frozenset({"utils", "helpers", "common", "misc", "manager", "base"})
LONGEST = 400
LONGEST_FUNCTION = 50


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_import_contracts_hold() -> None:
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_what_it_knows_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree)
    assert path.stem not in BANNED
    assert len(text.splitlines()) <= LONGEST
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


def test_our_source_roots_are_no_packages() -> None:
    assert not [root for root in ("linter", "rules") if (ROOT / root / "__init__.py").exists()]
