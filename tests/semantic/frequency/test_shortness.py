"""Loops with few rounds, told by what they go over."""

from __future__ import annotations

import pytest

from gomemlint.semantic.frequency.shortness import is_short
from gomemlint.syntax.nodes import descendants
from tests.semantic.gomodule import GoModule, Load

SOURCE = """
package p

import "reflect"

type Option func(*int)

type StoreConfig struct{ Tags []string }

func use(any) {}

func over(v reflect.Value, handlers map[string]func(), options []Option, cfg StoreConfig) {
	for i := 0; i < v.NumField(); i++ { use("fields") }
	n := v.Type().NumMethod()
	for i := range n { use(i); use("methods") }
	for range handlers { use("handlers") }
	for range options { use("options") }
	for _, t := range cfg.Tags { use(t); use("tags") }
}

func Listed(names ...string) { for range names { use("spelled") }; pass(names) }

func pass(names []string) { for range names { use("passed on") } }

func corners(names []string) { for range names { use("literals") } }

func Shared(names []string) { for range names { use("exported") } }

func gathered(names ...string) { for range names { use("spread") } }

func mixed(names []string) { for range names { use("of any length") } }

func calls(rows []string) {
	corners([]string{"nw", "ne"})
	Shared([]string{"a"})
	gathered("a")
	gathered(rows...)
	mixed([]string{"a"})
	mixed(rows)
}
"""


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    return load_module({"p.go": SOURCE})


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("fields", True),
        ("methods", True),
        ("handlers", True),
        ("options", True),
        ("tags", True),
        ("spelled", True),
        ("passed on", True),
        ("literals", True),
        ("exported", False),
        ("spread", False),
        ("of any length", False),
    ],
)
def test_a_loop_is_short_where_the_program_says_what_it_goes_over(
    module: GoModule, marker: str, *, expected: bool
) -> None:
    (file,) = module.unit().files
    loop = next(
        node
        for node in descendants(file.tree.root)
        if node.type == "for_statement" and f'"{marker}"' in file.text(node)
    )
    assert is_short(module.index, file, loop) is expected
