"""Access paths name the same memory the same way."""

from __future__ import annotations

import pytest

from gomemlint.semantic.program.paths import path_of, resolve
from tests.semantic.gomodule import GoModule, Load

SOURCE = """
package m

import "os"

type inner struct{ rows []*int }

type embedded struct{ m map[string]int }

type server struct {
	embedded
	in     inner
	shards []*server
	byName map[string]*server
}

var global server
var table = map[string]int{}

func use(...any) {}

func (s *server) plain(p *server, k string) {
	use((*s).in.rows[3], global.in.rows, s.m, table[k], os.Args)
	use(s.byName[k].in.rows, s.shards[1].shards[2].m)
}

func (s *server) aliased(k string) {
	rows := s.in.rows
	rows[0] = nil
	s.in.rows = rows[:1]
	m := &s.m
	(*m)[k] = 1
	inside := s.in
	use(inside.rows)
	again := rows
	use(again[1])
	for _, shard := range s.shards {
		shard.m[k] = 2
	}
	moved := s.m
	moved = table
	use(moved)
	g := &global
	g.m[k] = 3
	get().m[k] = 4
}

func get() *server { return &global }
"""


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    return load_module({"m.go": SOURCE})


@pytest.mark.parametrize(
    ("expression", "path", "cell"),
    [
        ("(*s).in.rows[3]", "s.in.rows[*]", "inner.rows[*]"),
        ("global.in.rows", "global.in.rows", "inner.rows"),
        ("s.m", "s.embedded.m", "embedded.m"),
        ("table[k]", "table[*]", "table[*]"),
        ("s.byName[k].in.rows", "s.byName[*].in.rows", "inner.rows"),
        ("s.shards[1].shards[2].m", "s.shards[*].shards[*].embedded.m", "embedded.m"),
        ("get().m", "embedded.m", "embedded.m"),
    ],
)
def test_a_path_is_spelled_from_its_root(
    module: GoModule, expression: str, path: str, cell: str
) -> None:
    site = module.node(expression)
    found = path_of(site.file, site.node)
    assert found is not None
    assert (found.text, found.cell.removeprefix("example.com/m.")) == (path, cell)


def test_an_imported_variable_is_a_root(module: GoModule) -> None:
    site = module.node("os.Args")
    found = path_of(site.file, site.node)
    assert found is not None
    assert (found.text, found.cell) == ("Args", "os.Args")


@pytest.mark.parametrize(
    ("expression", "path", "cell"),
    [
        ("rows[0]", "s.in.rows[*]", "inner.rows[*]"),
        ("rows[:1]", "s.in.rows", "inner.rows"),
        ("(*m)[k]", "s.embedded.m[*]", "embedded.m[*]"),
        ("inside.rows", "inside.rows", "inner.rows"),
        ("again[1]", "s.in.rows[*]", "inner.rows[*]"),
        ("shard.m[k]", "s.shards[*].embedded.m[*]", "embedded.m[*]"),
        ("use(moved)", "", ""),
        ("g.m[k]", "global.embedded.m[*]", "embedded.m[*]"),
    ],
)
def test_an_alias_stands_for_what_it_copies(
    module: GoModule, expression: str, path: str, cell: str
) -> None:
    site = module.node(expression)
    found = resolve(module.index, site.file, site.node)
    assert found is not None
    assert (found.text, found.cell.removeprefix("example.com/m.")) == (path, cell)


def test_a_variable_that_is_set_twice_stands_for_itself(module: GoModule) -> None:
    site = module.node("use(moved)")
    argument = site.node.named_children[-1].named_children[0]
    found = resolve(module.index, site.file, argument)
    assert found is not None
    assert found.text == "moved"


def test_what_names_no_memory_has_no_path(module: GoModule) -> None:
    site = module.node("3")
    assert path_of(site.file, site.node) is None
