"""Whether the keys of a container can be without end, judged by where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Basic,
    GoObject,
    GoType,
    Named,
    ObjectKind,
    Pointer,
    Scope,
    Unknown,
)
from gomemlint.semantic.calls import callee_of, callers_of
from gomemlint.semantic.code import File, Site
from gomemlint.semantic.definitions import definitions
from gomemlint.semantic.functions import Function, Parameter, declaration_around
from gomemlint.semantic.index import Index
from gomemlint.semantic.library import is_standard
from gomemlint.semantic.paths import path_of
from gomemlint.syntax.expressions import (
    CALLS,
    arguments,
    operand,
    receiver_argument,
    unparenthesised,
)
from gomemlint.syntax.nodes import named
from gomemlint.syntax.statements import range_of

_CLOSED_TYPES = frozenset({"reflect.Type", "reflect.Kind", "reflect.rtype", "unique.Handle"})
_SMALL = frozenset({"bool", "int8", "uint8"})
_REQUESTS = frozenset(
    {
        "google.golang.org/grpc/metadata.MD",
        "google.golang.org/grpc/peer.Peer",
        "net.Addr",
        "net.Conn",
        "net.IP",
        "net/http.Header",
        "net/http.Request",
        "net/netip.Addr",
        "net/netip.AddrPort",
        "net/url.URL",
        "net/url.Values",
    }
)
_CLOCKS = frozenset({"time.Now", "time.Since", "math/rand.Int", "crypto/rand.Text"})
_INPUTS = (
    "bufio.(Reader).Read",
    "bufio.(Scanner).Bytes",
    "bufio.(Scanner).Text",
    "encoding/json.Unmarshal",
    "filepath.",
    "io.Read",
    "net.",
    "net/http.",
    "os.Read",
    "path/filepath.",
    "sync/atomic.Add",
    "time.(Time).",
)
_CODE_PLACES = frozenset({"runtime.Caller", "runtime.Callers", "runtime.FuncForPC"})
_DEPTH = 3
_STEPS = 200
_CALLERS = 20


class Openness(Enum):
    """Whether a set of keys is bounded by the program's own text."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Domain:
    """Where keys come from, and why that is open or closed. `site` is the place that says so."""

    openness: Openness
    reason: str
    site: Site | None = None

    @property
    def is_open(self) -> bool:
        return self.openness is Openness.OPEN


UNKNOWN_DOMAIN = Domain(Openness.UNKNOWN, "its origin is not seen")


def domain_of(index: Index, key: Site, depth: int = 0) -> Domain:
    """Judge the values that an expression can have; one open origin makes them open.

    A closed sign in its type decides alone.
    """
    closed = _closed_type(index, key)
    if closed is not None:
        return closed
    found = list(_origins(index, key, depth))
    for openness in (Openness.OPEN, Openness.UNKNOWN):
        for domain in found:
            if domain.openness is openness:
                return domain
    return found[0] if found else UNKNOWN_DOMAIN


def _closed_type(index: Index, key: Site) -> Domain | None:
    file, node = key.file, key.node
    if not isinstance(file.constant_of(node), Unknown):
        return Domain(Openness.CLOSED, "it is a constant", key)
    type_ = file.type_of(node)
    if isinstance(type_, Unknown):
        return None
    name = type_.key if isinstance(type_, Named) else type_.spelling
    if name in _CLOSED_TYPES or name.partition("[")[0] in _CLOSED_TYPES:
        return Domain(Openness.CLOSED, f"{type_.spelling} names what the program has", key)
    under = file.types.underlying(type_) if isinstance(type_, Named) else type_
    if isinstance(under, Basic) and under.name in _SMALL:
        return Domain(Openness.CLOSED, f"{type_.spelling} has few values", key)
    if isinstance(type_, Named) and isinstance(under, Basic) and _is_enumeration(index, type_):
        return Domain(Openness.CLOSED, f"{type_.spelling} is an enumeration", key)
    return None


def _is_enumeration(index: Index, type_: Named) -> bool:
    """Tell whether a package declares constants of a defined type."""
    unit = index.code.unit(type_.package)
    if unit is None:
        return is_standard(type_.package) and bool(type_.package) and type_.name != "Duration"
    for declared in unit.types.declarations:
        if declared.kind is ObjectKind.CONSTANT:
            of = unit.types.type_of(declared)
            if isinstance(of, Named) and of.key == type_.key:
                return True
    return False


def _origins(index: Index, key: Site, depth: int) -> Iterator[Domain]:
    """Yield a verdict for each place that the value of an expression comes from."""
    pending, seen = [key], set[str]()
    for _ in range(_STEPS):
        if not pending:
            return
        site = pending.pop()
        node = unparenthesised(site.node)
        if not isinstance(site.file.constant_of(node), Unknown):
            yield Domain(Openness.CLOSED, "it is a constant", site)
            continue
        verdict = _by_type(site.file, node)
        if verdict is not None:
            yield verdict
        elif node.type in CALLS:
            verdict = _by_call(index, site)
            if verdict is not None:
                yield verdict
            else:
                pending += _operands(site.file, node)
        elif node.type == "identifier":
            yield from _variable(index, site, depth, (pending, seen))
        else:
            pending += _parts(site)


def _by_type(file: File, node: Node) -> Domain | None:
    """Judge by what the expression is or is read from: requests, addresses, pointers."""
    type_ = file.type_of(node)
    name = _type_name(type_)
    if name in _REQUESTS:
        return Domain(Openness.OPEN, f"it comes from a {name}", Site(file, node))
    if isinstance(type_, Pointer):
        return Domain(Openness.OPEN, "it is a pointer", Site(file, node))
    return None


def _type_name(type_: GoType | Unknown) -> str:
    if isinstance(type_, Pointer):
        type_ = type_.element
    return type_.key if isinstance(type_, Named) else ""


def _by_call(index: Index, site: Site) -> Domain | None:
    callee = callee_of(index, site.file, site.node)
    if callee is None or callee.object is None:
        return Domain(Openness.UNKNOWN, "it comes from a function that is not seen", site)
    if callee.key in _CODE_PLACES:
        return Domain(Openness.CLOSED, "it is a place in the program", site)
    if callee.key in _CLOCKS or callee.key.startswith(_INPUTS):
        return Domain(Openness.OPEN, f"it comes from {callee.object.name}", site)
    if callee.is_builtin or callee.is_conversion or is_standard(callee.object.package):
        return None
    if callee.function is None and not arguments(site.node):
        return UNKNOWN_DOMAIN
    return None


def _operands(file: File, call: Node) -> list[Site]:
    receiver = receiver_argument(call)
    nodes = list(arguments(call))
    if receiver is not None and not _is_package(file, receiver):
        nodes.append(receiver)
    return [Site(file, node) for node in nodes]


def _is_package(file: File, node: Node) -> bool:
    meant = file.object_of(node)
    return isinstance(meant, GoObject) and meant.kind is ObjectKind.PACKAGE


def _variable(
    index: Index, site: Site, depth: int, out: tuple[list[Site], set[str]]
) -> Iterator[Domain]:
    pending, seen = out
    meant = site.file.object_of(site.node)
    if not isinstance(meant, GoObject) or meant.key in seen:
        return
    seen.add(meant.key)
    if meant.scope in (Scope.PARAMETER, Scope.RECEIVER):
        yield _parameter(index, site, meant, depth)
        return
    if meant.scope is Scope.PACKAGE:
        yield Domain(Openness.UNKNOWN, f"it is the package variable {meant.name}", site)
        return
    for definition in definitions(index, meant):
        if definition.statement.type in ("inc_statement", "dec_statement"):
            yield Domain(Openness.OPEN, "it is a counter", site)
        elif definition.statement.type == "range_clause":
            yield from _ranged(definition.file, definition.statement, pending)
        elif definition.assigned.value is not None:
            pending.append(Site(definition.file, definition.assigned.value))


def _ranged(file: File, clause: Node, pending: list[Site]) -> Iterator[Domain]:
    """A loop over a table of the program is closed; over anything else, ask what it goes over."""
    parts = None if clause.parent is None else range_of(clause.parent)
    if parts is None:
        return
    over = unparenthesised(parts.operand)
    path = path_of(file, over)
    is_table = path is not None and path.root is not None and path.root.scope is Scope.PACKAGE
    if over.type == "composite_literal" or is_table:
        yield Domain(Openness.CLOSED, "it goes over a fixed table", Site(file, over))
    else:
        pending.append(Site(file, over))


def _parameter(index: Index, site: Site, meant: GoObject, depth: int) -> Domain:
    function = declaration_around(site.file, site.node)
    if function is None or function.declared is None:
        return UNKNOWN_DOMAIN
    parameter = next((p for p in function.inputs if p.object == meant), None)
    if parameter is None:
        return Domain(Openness.UNKNOWN, "it is the parameter of a function literal", site)
    if function.declared.exported:
        reason = f"it comes from the parameter {meant.name} of {function.name}"
        return Domain(Openness.OPEN, reason, Site(site.file, parameter.node))
    if depth >= _DEPTH:
        return UNKNOWN_DOMAIN
    return _from_callers(index, function, parameter, depth)


def _from_callers(index: Index, function: Function, parameter: Parameter, depth: int) -> Domain:
    """Judge a parameter by the arguments of the calls in the module."""
    assert function.declared is not None
    found: list[Domain] = []
    for site in callers_of(index, function.declared):
        if len(found) >= _CALLERS:
            break
        callee = callee_of(index, site.file, site.node)
        given = None if callee is None else callee.operand(parameter.index)
        if given is not None:
            found.append(domain_of(index, Site(site.file, given), depth + 1))
    for openness in (Openness.OPEN, Openness.UNKNOWN):
        for domain in found:
            if domain.openness is openness:
                return domain
    return found[0] if found else UNKNOWN_DOMAIN


def _parts(site: Site) -> list[Site]:
    """Return what an expression is made of."""
    node = unparenthesised(site.node)
    inner = operand(node)
    if inner is not None and node.type != "unary_expression":
        return [] if _is_package(site.file, inner) else [Site(site.file, inner)]
    if node.type == "func_literal":
        return []
    return [Site(site.file, child) for child in named(node)]
