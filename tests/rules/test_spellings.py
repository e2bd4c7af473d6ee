"""How a fixture is spelled does not matter: the same lines are reported, and no others."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tree_sitter import Node

from gomemlint.authoring.wants import wants
from tests.rules.lint import lint, release_of
from tests.rules.modules import FIXTURES, MODULES, needed, options_for
from tests.rules.spellings import (
    Change,
    declared,
    deferred,
    respelled,
    returned,
    switched,
)


@pytest.mark.parametrize("spelling", [declared, returned, switched, deferred])
@pytest.mark.parametrize("name", MODULES)
def test_another_spelling_is_reported_alike(
    name: str, spelling: Callable[[Node], Iterator[Change]], tmp_path: Path
) -> None:
    if release_of() < needed(name):
        pytest.skip("its go.mod needs a newer Go")
    module = tmp_path / name
    shutil.copytree(FIXTURES / name, module)
    for path in module.rglob("*.go"):
        path.write_bytes(respelled(path.read_bytes(), spelling))
    linted = lint(module, *options_for(name))
    wanted = {(each.path, each.line, each.code) for each in wants(module, linted.tool)}
    assert linted.gaps == ()
    assert {(each.path, each.line, each.code) for each in linted.findings} == wanted
