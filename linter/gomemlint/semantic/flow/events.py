"""What a Go function does, as events in the order of execution.

Events hold raw nodes; what the nodes mean is for the analysis to ask. Two events are the same
only if they are one object: the same node can occur in several events.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from tree_sitter import Node

if TYPE_CHECKING:
    from gomemlint.semantic.flow.graph import Graph


class Access(Enum):
    """How a place is used."""

    READ = "read"
    ADDRESS = "address"


class Origin(Enum):
    """Where an assigned value comes from.

    `RESULT` is one of several results of `value`, `TARGET` the old value of the target combined
    with `value` (`x += y`, `x++`), `CASE` the operand of a type switch, `ZERO` no value at all.
    """

    VALUE = "value"
    RESULT = "result"
    TARGET = "target"
    KEY = "key"
    ELEMENT = "element"
    CASE = "case"
    ZERO = "zero"


class Exit(Enum):
    """How a function is left."""

    FALL = "fall"
    RETURN = "return"
    PANIC = "panic"


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A place (`x`, `x.f`, `x[i].f`) is read, or its address is taken.

    The receiver of a method call is a use; the function of a call is not.
    """

    node: Node
    access: Access = Access.READ


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call runs; its operands were used before. Conversions `T(x)` look the same.

    A deferred call runs at an exit, with the arguments it had at its `Defer`.
    """

    node: Node
    deferred: Defer | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One target of an assignment; `index` is the position among the results of `value`."""

    target: Node
    value: Node | None
    origin: Origin
    index: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Assign:
    """Targets get their values, all at once; all values are those before the assignment."""

    node: Node
    bindings: tuple[Binding, ...]
    is_definition: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Return:
    """The results are evaluated and set. Deferred calls come after, then `Leave`."""

    node: Node
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Send:
    """A value is sent on a channel."""

    node: Node
    channel: Node
    value: Node


@dataclass(frozen=True, slots=True, eq=False)
class Receive:
    """A value is received from a channel."""

    node: Node
    channel: Node


@dataclass(frozen=True, slots=True, eq=False)
class Go:
    """A goroutine starts; its operands were used before, a literal's body is its own function."""

    node: Node
    call: Node


@dataclass(frozen=True, slots=True, eq=False)
class Defer:
    """A call is put off to the exits; its operands were used before.

    `body` is the flow of a deferred function literal.
    """

    node: Node
    call: Node
    body: Graph | None


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A function literal becomes a value and captures; its body is its own function."""

    node: Node


@dataclass(frozen=True, slots=True, eq=False)
class Inline:
    """A function literal that is called where it stands; `body` is its flow."""

    node: Node
    body: Graph


@dataclass(frozen=True, slots=True, eq=False)
class Jump:
    """`break` or `continue` leaves a region: the variables declared in it are gone."""

    node: Node
    region: Node


@dataclass(frozen=True, slots=True, eq=False)
class Leave:
    """The function is left, after its deferred calls; `node` is the statement that does it."""

    node: Node
    exit: Exit


Event = Use | Call | Assign | Return | Send | Receive | Go | Defer | Literal | Inline | Jump | Leave
