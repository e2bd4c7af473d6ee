"""Hot functions."""

from __future__ import annotations

import pytest

from gomemlint.semantic.frequency.hot import Heat
from tests.semantic.gomodule import GoModule, Load

SOURCE = """
package m

type T struct{ name []byte; n int }

// marked is fast.
//
//gomemlint:hot
func marked(items []string) {
	for range items {
		inLoop()
	}
	outside()
}

func inLoop()  { deeper() }
func outside() {}
func deeper()  {}

func read(b []byte) {}
"""


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    return load_module({"m.go": SOURCE})


@pytest.mark.parametrize("name", ["marked", "inLoop"])
def test_a_function_is_hot_by_mark_or_by_a_hot_loop(module: GoModule, name: str) -> None:
    assert Heat(module.index).is_hot(module.function(name))


@pytest.mark.parametrize("name", ["outside", "deeper", "read"])
def test_a_function_outside_of_hot_loops_is_not_hot(module: GoModule, name: str) -> None:
    assert not Heat(module.index).is_hot(module.function(name))
