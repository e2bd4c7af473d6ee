"""What a function does with its parameters, as its callers see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.semantic.program.library import Relation
from gomemlint.semantic.values.values import SourceKind


@dataclass(frozen=True, slots=True)
class Returned:
    """A result that may share memory with a parameter; `is_put` where that was put before.

    `field` names the field of the parameter that the memory was reached by.
    """

    result: int
    parameter: int
    relation: Relation
    is_put: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class Produced:
    """A result that may come from a pool (`detail`: which), be big, or be new.

    `is_clean` holds for objects that were reset since they came from their pool.
    """

    result: int
    kind: SourceKind
    detail: str
    relation: Relation
    is_clean: bool = False


@dataclass(frozen=True, slots=True)
class PutBack:
    """A parameter that goes to a pool on some path; `pool` is `#N` for a parameter's pool.

    `steps` are the fields behind the parameter that name the object, where it is not itself;
    `is_left_set` tells whether they still do when the function returns. `is_sure` holds if it goes
    there on every path.
    """

    parameter: int
    relation: Relation
    steps: tuple[str, ...]
    pool: str
    node: Node
    is_left_set: bool = True
    is_sure: bool = True


class Fate(Enum):
    """How a parameter's memory leaves a function other than by its results."""

    STORED = "stored"
    SENT = "sent"
    STARTED = "started"
    HANDED = "handed"


@dataclass(frozen=True, slots=True)
class Escaped:
    """A parameter whose memory outlives the call: stored in `cell`, sent, given to a goroutine.

    `HANDED` is an unknown callee. `cell` is empty where the place has no name. `owner` is the
    index of the parameter behind which it is stored, None for anything else.
    """

    parameter: int
    relation: Relation
    fate: Fate
    cell: str
    owner: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that matters about a function to those who call it.

    `is_possible` says that control flow was not followed to the end.
    """

    returned: frozenset[Returned] = frozenset()
    produced: frozenset[Produced] = frozenset()
    put: frozenset[PutBack] = frozenset()
    escaped: frozenset[Escaped] = frozenset()
    is_possible: bool = False

    def puts(self, parameter: int) -> tuple[PutBack, ...]:
        return tuple(sorted((p for p in self.put if p.parameter == parameter), key=_put_order))

    def is_swapped(self, returned: Returned) -> bool:
        """Tell whether a parameter is put on other paths only than those that return it.

        What the caller gets is then never what was put: `b = grow(b, n)`.
        """
        return not returned.is_put and any(not put.steps for put in self.puts(returned.parameter))

    def escapes(self, parameter: int) -> tuple[Escaped, ...]:
        return tuple(
            sorted((e for e in self.escaped if e.parameter == parameter), key=_escape_order)
        )


EMPTY = Summary()


def _put_order(put: PutBack) -> tuple[int, list[str]]:
    return put.node.start_byte, _names(put.relation)


def _escape_order(escaped: Escaped) -> tuple[str, str, int, list[str]]:
    owner = 0 if escaped.owner is None else escaped.owner
    return escaped.fate.value, escaped.cell, owner, _names(escaped.relation)


def _names(relation: Relation) -> list[str]:
    return sorted(how.value for how in relation)
