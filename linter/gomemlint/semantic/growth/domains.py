"""Whether the keys of a container can be without end, judged by where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from gomemlint.model.gotypes import (
    Basic,
    GoObject,
    ObjectKind,
    Pointer,
    Scope,
    Unknown,
)
from gomemlint.semantic.growth.elements import ranged, received
from gomemlint.semantic.growth.guards import is_one_of_constants
from gomemlint.semantic.growth.keysources import (
    CLOSED_FIELDS,
    PROGRAM,
    bodies_of,
    copied_into,
    from_outside,
    is_called_with_paths,
    is_date,
    is_open_to_others,
    is_outcome,
    is_package,
    is_struct_literal,
    is_table_pointer,
    owners,
    parameter_of,
    parts,
    set_here,
)
from gomemlint.semantic.growth.openness import POINTED, ROUND, UNKNOWN_DOMAIN, Domain, Openness
from gomemlint.semantic.program.callers import Calling
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.contents import (
    is_counted,
    is_decoded,
    is_filled_elsewhere,
    is_table,
    stored_in,
)
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import definitions
from gomemlint.semantic.program.functions import RECEIVER, Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.keytypes import (
    closed_by_type,
    is_digest,
    is_message,
    is_request,
    is_settings,
    request_name,
)
from gomemlint.semantic.program.library import is_standard
from gomemlint.syntax.expressions import (
    CALLS,
    arguments,
    is_receive,
    operand,
    operator,
    receiver_argument,
    unparenthesised,
)
from gomemlint.syntax.functions import own_nodes_of
from gomemlint.syntax.nodes import named
from gomemlint.syntax.statements import counts_rounds, listed

_NAMES = frozenset({"identifier", "selector_expression"})
_STEPS = 200
_CALLERS = 30
_DEPTH = 5


def domain_of(index: Index, key: Site, calling: Calling | None = None) -> Domain:
    """Judge the values that an expression can have; one open origin makes them open.

    A closed sign in its type decides alone. Who asks often gives what it knows about callers.
    """
    return _judged(_Search(index, calling or Calling(index)), key)


@dataclass(slots=True)
class _Search:
    """One search for origins: what is still to look at, and what was looked at."""

    index: Index
    calling: Calling
    seen: set[str] = field(default_factory=set)
    steps: int = 0
    depth: int = 0
    parts: int = 0
    """How many selections and method calls lead from the key to what is looked at."""

    def is_new(self, key: str) -> bool:
        """Tell whether an object is met for the first time."""
        if key in self.seen:
            return False
        self.seen.add(key)
        return True


def _judged(search: _Search, key: Site) -> Domain:
    node = unparenthesised(key.node)
    type_ = key.file.type_of(node)
    if isinstance(type_, Pointer) and closed_by_type(search.index, key.file, type_.element):
        return Domain(Openness.CLOSED, f"{type_.spelling} has few values", key)
    if isinstance(type_, Pointer) and not is_table_pointer(key.file, node):
        return Domain(Openness.OPEN, "it is a pointer", key)
    return _worst(_origins(search, key))


def _worst(found: Iterable[Domain]) -> Domain:
    """Return what decides: an open origin before an unknown one; nothing beats a seen one."""
    worst: Domain | None = None
    for domain in found:
        if domain.is_open and not (domain.is_assumed or domain.is_listing):
            return domain
        if worst is None or _rank(domain) < _rank(worst):
            worst = domain
    return worst or UNKNOWN_DOMAIN


def _rank(domain: Domain) -> int:
    if domain.openness is Openness.OPEN:
        return 1 if domain.is_assumed else 0
    return 2 if domain.openness is Openness.UNKNOWN else 3


def _origins(search: _Search, key: Site) -> Iterator[Domain]:
    """Yield a verdict for each place that the value of an expression comes from."""
    pending = [key]
    while pending and search.steps < _STEPS:
        search.steps += 1
        site = pending.pop()
        site = Site(site.file, unparenthesised(site.node))
        verdict = _by_type(search.index, site)
        if verdict is not None:
            yield verdict
        elif site.node.type in CALLS:
            yield from _called(search, site, pending)
        elif site.node.type == "identifier":
            yield from _variable(search, site, pending)
        elif site.node.type == "selector_expression":
            yield from _selected(search, site, pending)
        elif is_receive(site.node):
            yield from received(search.index, Site(site.file, named(site.node)[0]), pending)
        elif site.node.type == "binary_expression" and operator(site.node) in ("%", "&"):
            yield from _reduced(search.index, site, pending)
        elif search.parts and is_struct_literal(site):
            yield UNKNOWN_DOMAIN  # Nobody knows which of its fields the key is made of.
        else:
            yield from _made_of(site, pending)


def _made_of(site: Site, pending: list[Site]) -> Iterator[Domain]:
    """Judge an expression by its parts; what a pointer leads to is no part of a literal."""
    for part in parts(site):
        is_pointer = isinstance(part.file.type_of(part.node), Pointer)
        if is_pointer and site.node.type == "composite_literal":
            yield POINTED
        else:
            pending.append(part)


def _of_part(search: _Search, whole: Site) -> Iterator[Domain]:
    """Judge a part of a value that is not seen by where the whole value comes from."""
    search.parts += 1
    yield from _origins(search, whole)
    search.parts -= 1


def _by_type(index: Index, site: Site) -> Domain | None:
    """Judge by what the expression is: constants, closed types, requests, messages."""
    file, node = site.file, site.node
    if not isinstance(file.constant_of(node), Unknown):
        return Domain(Openness.CLOSED, "it is a constant", site)
    if node.type in _NAMES and is_one_of_constants(file, node, site.text):
        return Domain(Openness.CLOSED, f"{site.text} is one of some constants here", site)
    type_ = file.type_of(node)
    if isinstance(type_, Unknown):
        return None
    closed = closed_by_type(index, file, type_)
    if closed is not None:
        return Domain(Openness.CLOSED, closed, site)
    if is_request(type_):
        reason = f"it comes from {request_name(type_)}"
        return Domain(Openness.OPEN, reason, site, is_traffic=True)
    if is_message(file, type_):
        return Domain(Openness.OPEN, f"it comes from {request_name(type_)}", site)
    if is_digest(file, type_):
        return Domain(Openness.OPEN, "it is a hash, or an id that is made up", site)
    if is_settings(file, type_):
        return Domain(Openness.CLOSED, f"{type_.spelling} is written by people", site)
    return None


def _called(search: _Search, site: Site, pending: list[Site]) -> Iterator[Domain]:
    callee = callee_of(search.index, site.file, site.node)
    if site.node.type == "type_conversion_expression" or (callee and callee.is_conversion):
        pending += [Site(site.file, argument) for argument in arguments(site.node)]
        return
    if callee is None or (callee.object is None and callee.function is None):
        yield Domain(Openness.UNKNOWN, "it comes from a function that is not seen", site)
        return
    if callee.key in ("make", "new"):
        return  # Its arguments tell a size.
    known = _closed_by_call(callee, site) or from_outside(callee, site)
    if known is not None:
        yield known
        return
    functions = bodies_of(search.index, callee)
    for function in functions:
        yield from _result(search, function, site, pending)
    if functions:
        return
    if not callee.is_builtin and (callee.object is None or not is_standard(callee.object.package)):
        yield UNKNOWN_DOMAIN
    yield from _given(search, site, pending)


def _closed_by_call(callee: Callee, call: Site) -> Domain | None:
    """Judge what has few values whatever it is made of."""
    if callee.key.startswith(PROGRAM):
        return Domain(Openness.CLOSED, "it is a place in the program", call)
    if is_date(call.file, callee.key, call.node):
        return Domain(Openness.CLOSED, "a day has one", call)
    if callee.key == "min" and _is_capped(call):
        return Domain(Openness.CLOSED, f"{call.text} has few values", call)
    return None


def _given(search: _Search, call: Site, pending: list[Site]) -> Iterator[Domain]:
    """Judge what a call is made of: all of its arguments, and a part of its receiver."""
    pending += [Site(call.file, argument) for argument in arguments(call.node)]
    receiver = receiver_argument(call.node)
    if receiver is not None and not is_package(call.file, receiver):
        yield from _of_part(search, Site(call.file, receiver))


def _result(
    search: _Search, function: Function, call: Site, pending: list[Site]
) -> Iterator[Domain]:
    """Judge what a function of the run returns: its constants are closed, all else as given."""
    returned = [
        value
        for statement in own_nodes_of(function.node, "return_statement")
        for value in listed(named(statement)[0] if named(statement) else None)
        if not is_outcome(function, value)
    ]
    constants = [v for v in returned if _is_constant(search.index, Site(function.file, v))]
    if returned and len(constants) == len(returned):
        yield Domain(Openness.CLOSED, f"{function.name} returns constants", call)
        return
    if search.is_new(function.key):
        pending += [Site(function.file, v) for v in returned if v not in constants][:_CALLERS]
    yield from _given(search, call, pending)
    if not returned:
        yield UNKNOWN_DOMAIN


def _is_constant(index: Index, site: Site) -> bool:
    if site.node.type in ("nil", "true", "false"):
        return True
    if not isinstance(site.file.constant_of(site.node), Unknown):
        return True
    type_ = site.file.type_of(site.node)
    return not isinstance(type_, Unknown) and closed_by_type(index, site.file, type_) is not None


def _is_capped(smallest: Site) -> bool:
    """Tell whether `min` gives a number that is no more than a constant."""
    type_ = smallest.file.type_of(smallest.node)
    return isinstance(core(smallest.file, type_), Basic) and any(
        str(smallest.file.constant_of(limit)).isdigit() for limit in arguments(smallest.node)
    )


def _variable(search: _Search, site: Site, pending: list[Site]) -> Iterator[Domain]:
    meant = site.file.object_of(site.node)
    if not isinstance(meant, GoObject) or not search.is_new(meant.key):
        return
    if meant.kind is not ObjectKind.VARIABLE:
        return
    if meant.scope in (Scope.PARAMETER, Scope.RECEIVER):
        yield from _parameter(search, site, meant)
        return
    if meant.scope is Scope.PACKAGE:
        yield from _package_variable(search, site, meant)
        return
    if is_filled_elsewhere(search.index, meant):
        yield Domain(Openness.OPEN, f"it is decoded into {meant.name}", site)
    pending += copied_into(search.index, meant)
    for definition in definitions(search.index, meant):
        value = definition.assigned.value
        if definition.statement.type in ("inc_statement", "dec_statement"):
            is_round = counts_rounds(definition.statement)
            yield ROUND if is_round else Domain(Openness.OPEN, "it is a counter", site)
        elif definition.statement.type == "range_clause":
            yield from ranged(search.index, definition, pending)
        elif value is not None:
            pending.append(Site(definition.file, value))


def _package_variable(search: _Search, site: Site, meant: GoObject) -> Iterator[Domain]:
    if is_counted(search.index, meant):
        yield Domain(Openness.OPEN, f"it is the counter {meant.name}", site)
    elif is_table(search.index, meant):
        yield Domain(Openness.CLOSED, f"{meant.name} is set once", site)
    else:
        yield Domain(Openness.UNKNOWN, f"it is the package variable {meant.name}", site)


def _selected(search: _Search, site: Site, pending: list[Site]) -> Iterator[Domain]:
    """Judge a field: by what it is read from, by how it is filled, by what is stored in it."""
    meant, base = site.file.object_of(site.node), operand(site.node)
    if not isinstance(meant, GoObject) or base is None:
        return
    if meant.kind is ObjectKind.VARIABLE:
        yield from _package_variable(search, site, meant)
        return
    if meant.kind is not ObjectKind.FIELD:
        return
    if meant.key in CLOSED_FIELDS:
        yield Domain(Openness.CLOSED, f"there are few values of {meant.name}", site)
        return
    here = set_here(search.index, site)
    for outer in map(partial(_by_type, search.index), owners(Site(site.file, base))):
        if outer is not None and (outer.is_open or not here):
            yield outer
            return
    if here:
        pending += here
        return
    if search.index.code.unit(meant.package) is None:
        yield from _of_part(search, Site(site.file, base))
        return
    if not search.is_new(meant.key):
        return
    yield from _field(search, site, meant, pending)


def _field(search: _Search, site: Site, meant: GoObject, pending: list[Site]) -> Iterator[Domain]:
    index = search.index
    if is_decoded(index, meant):
        yield Domain(Openness.OPEN, f"{site.text} is decoded from a message", site)
    elif is_counted(index, meant):
        yield Domain(Openness.OPEN, f"{site.text} is a counter", site)
    else:
        base = operand(site.node)
        stored = stored_in(index, meant)
        pending += stored[:_CALLERS]
        if not stored and base is not None:
            yield from _of_part(search, Site(site.file, base))


def _reduced(index: Index, site: Site, pending: list[Site]) -> Iterator[Domain]:
    """`hash % 16` is closed, `hash % n` is whatever n is."""
    right = site.node.child_by_field_name("right")
    if right is None:
        return
    limit = Site(site.file, right)
    is_length = right.type == "call_expression" and limit.text.startswith("len(")
    if is_length or _is_constant(index, limit) or operator(site.node) == "%":
        yield Domain(Openness.CLOSED, f"{site.text} has few values", site)
    else:
        pending += parts(site)


def _parameter(search: _Search, site: Site, meant: GoObject) -> Iterator[Domain]:
    """Judge a parameter by what the module gives for it."""
    owner = parameter_of(site, meant)
    if owner is not None and owner[1].index == 0 and is_called_with_paths(search.index, owner[0]):
        yield Domain(Openness.OPEN, f"{meant.name} is the path of a file that is found", site)
        return
    if owner is None or owner[1].index == RECEIVER or search.depth >= _DEPTH:
        yield UNKNOWN_DOMAIN
        return
    function, parameter = owner
    found = search.calling.callers(function)
    is_shown = is_called = False
    search.depth += 1
    for given in list(found.arguments(parameter.index))[:_CALLERS]:
        for verdict in _origins(search, given):
            is_called = True
            is_unseen = verdict.openness is Openness.UNKNOWN and verdict not in (ROUND, POINTED)
            is_shown = is_shown or not is_unseen
            yield verdict
    search.depth -= 1
    if not is_shown and is_open_to_others(function):
        reason = f"it comes from the parameter {meant.name} of {function.name}"
        yield Domain(Openness.OPEN, reason, Site(function.file, parameter.node), is_assumed=True)
    elif not is_called:
        yield UNKNOWN_DOMAIN
