"""Which shapes of Go a rule asks for, and where a file has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType

import tree_sitter
from tree_sitter import Node, QueryCursor, QueryError

from gomemlint.errors import BadRule
from gomemlint.interruptions import uninterrupted
from gomemlint.syntax.parsing import GO, SyntaxTree, TooDeep

_STRING_COMMENT_PREDICATE = re.compile(r'"(?:\\.|[^"\\])*"|;[^\n]*|(?P<predicate>#[\w-]+[?!])')

# `#not-any-of?` is missing: tree-sitter 0.26 takes it for "differs from one of them".
HONOURED = frozenset(
    f"#{quantifier}{negation}{test}?"
    for quantifier in ("", "any-")
    for negation in ("", "not-")
    for test in ("eq", "match")
) | {"#any-of?"}


@dataclass(frozen=True, slots=True)
class Match(Mapping[str, Node]):
    """One occurrence of a shape: from the names of its captures to nodes.

    `found["slice"]` is the first node of a capture and fails for a name that the query lacks;
    optional parts are asked for with `found.get("key")`, repeated ones with `found.all("key")`.
    """

    nodes: Mapping[str, tuple[Node, ...]]

    def __getitem__(self, capture: str) -> Node:
        return self.nodes[capture][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    def all(self, capture: str) -> tuple[Node, ...]:
        """Return every node of a capture in source order, none if it matched nothing."""
        return self.nodes.get(capture, ())

    @property
    def start(self) -> int:
        """Return the offset at which the first captured node starts."""
        return min((nodes[0].start_byte for nodes in self.nodes.values()), default=0)


@dataclass(frozen=True, slots=True)
class Query:
    """A tree-sitter query over Go, valid by construction."""

    text: str
    patterns: int

    def matches(self, tree: SyntaxTree) -> tuple[Match, ...] | TooDeep:
        """Find this query alone; the engine runs all rules' queries at once in a `Catalogue`."""
        found = Catalogue((self,)).candidates(tree)
        return found if isinstance(found, TooDeep) else found[self]


def query(text: str) -> Query:
    """Compile a query; a bad one raises `BadRule` with the reason and the offending line."""
    compiled = _compile(text)
    if compiled.pattern_count == 0:
        raise BadRule("a query holds no pattern; write at least one, such as (call_expression) @c")
    if compiled.capture_count == 0:
        raise BadRule(f"a query captures nothing; name what it finds with @noun:\n{text}")
    for pattern in range(compiled.pattern_count):
        _check_pattern(text.encode()[compiled.start_byte_for_pattern(pattern) :].decode())
    for token in _STRING_COMMENT_PREDICATE.finditer(text):
        predicate = token["predicate"]
        if predicate and predicate not in HONOURED:
            raise BadRule(f"a query uses {predicate}; use one of {', '.join(sorted(HONOURED))}")
    return Query(text, compiled.pattern_count)


@dataclass(frozen=True)
class Catalogue:
    """All queries of a run, matched in one pass over a tree."""

    queries: tuple[Query, ...]

    def __init__(self, queries: Iterable[Query]) -> None:
        object.__setattr__(self, "queries", tuple(dict.fromkeys(queries)))

    @cached_property
    def _combined(self) -> tree_sitter.Query:
        return _compile("\n".join(query.text for query in self.queries))

    @cached_property
    def _owners(self) -> tuple[Query, ...]:
        """The query that each pattern of the combined query comes from."""
        return tuple(query for query in self.queries for _ in range(query.patterns))

    def candidates(self, tree: SyntaxTree) -> Mapping[Query, tuple[Match, ...]] | TooDeep:
        """Find every query in the tree; matches are in source order, an outer one first."""
        if tree.too_deep is not None:
            return tree.too_deep
        found: dict[Query, list[Match]] = {query: [] for query in self.queries}
        if self.queries:
            combined = self._combined
            with uninterrupted():
                matches = QueryCursor(combined).matches(tree.root)
            for pattern, captures in matches:
                found[self._owners[pattern]].append(_match(captures))
        return MappingProxyType({query: _in_order(matches) for query, matches in found.items()})


def _check_pattern(pattern: str) -> None:
    # Tree-sitter takes a predicate outside of the parentheses for a pattern that fits every node.
    if re.match(r"\(\s*#", pattern):
        line = pattern.splitlines()[0]
        raise BadRule(f"a predicate stands outside of its pattern, move it inside: {line}")


def _match(captures: Mapping[str, list[Node]]) -> Match:
    return Match({name: tuple(nodes) for name, nodes in captures.items() if nodes})


def _in_order(matches: list[Match]) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda match: match.start))


@cache
def _compile(text: str) -> tree_sitter.Query:
    try:
        return tree_sitter.Query(GO, text)
    except QueryError as error:
        # A signal while Python compiles a regular expression is no fault of the query.
        if error.__cause__ is not None and not isinstance(error.__cause__, Exception):
            raise error.__cause__ from None
        raise BadRule(f"a query is not valid: {error}; the query is:\n{text}") from error
