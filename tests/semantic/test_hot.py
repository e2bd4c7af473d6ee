"""Hot functions and what stays the same in a loop."""

from __future__ import annotations

import pytest

from gomemlint.semantic.hot import Heat
from gomemlint.semantic.loops import is_invariant
from gomemlint.syntax.functions import enclosing_loop
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

func loop(t *T, other *T, buf []byte, s string, items []string) {
	for i, item := range items {
		_ = string(t.name)
		_ = string(other.name)
		_ = string(buf)
		_ = s + "x"
		_ = item + "y"
		_ = s[i:]
		other.name = append(other.name, 1)
		copy(buf, item)
	}
}
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


@pytest.mark.parametrize("expression", ["string(t.name)", 's + "x"'])
def test_an_operand_that_nobody_changes_is_invariant(module: GoModule, expression: str) -> None:
    site = module.node(expression)
    inside = enclosing_loop(site.node)
    assert inside is not None
    assert is_invariant(module.index, site.file, site.node, inside)


@pytest.mark.parametrize("expression", ["string(other.name)", "string(buf)", 'item + "y"', "s[i:]"])
def test_an_operand_that_changes_is_not_invariant(module: GoModule, expression: str) -> None:
    site = module.node(expression)
    inside = enclosing_loop(site.node)
    assert inside is not None
    assert not is_invariant(module.index, site.file, site.node, inside)
