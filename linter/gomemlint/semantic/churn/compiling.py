"""Expensive values that are made of constants each time a function runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind, Scope, Unknown
from gomemlint.semantic.churn.lasting import is_built, is_kept
from gomemlint.semantic.frequency.cold import Cold
from gomemlint.semantic.program.calls import call_of, callee_of, callers_of
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.definitions import definitions, sole_value
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.results import is_result
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    is_call,
    operator,
    receiver_argument,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import descendants

# What each makes, in words of the message.
MAKERS = {
    "regexp.Compile": "a regular expression",
    "regexp.CompilePOSIX": "a regular expression",
    "regexp.MustCompile": "a regular expression",
    "regexp.MustCompilePOSIX": "a regular expression",
    "html/template.(Template).Parse": "a template",
    "text/template.(Template).Parse": "a template",
    "strings.NewReplacer": "a replacer",
    "time.LoadLocation": "a time zone",
}
ZONE = "time.LoadLocation"
ZONES_AT_HAND = frozenset({"", "UTC", "Local"})
TEMPLATES = frozenset({"html/template.New", "text/template.New"})
MUST = frozenset({"html/template.Must", "text/template.Must"})
# What a template is told before it is parsed.
SETTING = frozenset(
    f"{package}/template.(Template).{method}"
    for package in ("html", "text")
    for method in ("Delims", "Funcs", "Option")
)
PER_CALL = frozenset({Scope.LOCAL, Scope.PARAMETER, Scope.RECEIVER, Scope.RESULT})
DEPTH = 3


@dataclass(frozen=True, slots=True)
class Compiling:
    """A call that makes `what` anew of constants; `inside` is the call within a wrapper."""

    call: Site
    what: str
    inside: Site | None = None


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """A function that makes something of constants and of what some parameters bring.

    `calls` lead from its own call to that of the maker.
    """

    function: Function
    parameters: frozenset[int]
    calls: tuple[Site, ...]


def compilings(index: Index, cold: Cold, unit: Unit) -> Iterator[Compiling]:
    """Yield the calls of a package that make the same expensive value each time."""
    for key, what in MAKERS.items():
        for site in unit.uses(key):
            call = call_of(site.node)
            if call is None or _brought(index, site.file, call, arguments(call)) != frozenset():
                continue
            made = Site(site.file, _outermost(index, site.file, call))
            if not _is_at_hand(made, what) and not is_kept(index, cold, made):
                yield Compiling(made, what)
        for wrapper in index.once(_wrappers, key):
            inside = (made for made in wrapper.calls if not is_built(index, made))
            if not any(is_kept(index, cold, made) for made in inside):
                yield from _calls(index, cold, unit, wrapper, what)


def _calls(
    index: Index, cold: Cold, unit: Unit, wrapper: _Wrapper, what: str
) -> Iterator[Compiling]:
    """Yield the calls of a package that give a wrapper nothing but constants."""
    for call, brought in _callers(index, wrapper):
        is_ours = call.file.package == unit.path
        if not is_ours or brought != frozenset() or is_kept(index, cold, call):
            continue
        if _is_at_hand(call, what):
            continue
        # What is built around a value is the caller's to keep, and may be that of its caller.
        is_built_in = any(is_built(index, made) for made in wrapper.calls)
        if not (is_built_in and is_result(index, call.file, call.node)):
            yield Compiling(call, what, wrapper.calls[-1])


def _is_at_hand(call: Site, what: str) -> bool:
    """Tell whether a call asks for a time zone that the package `time` has in a variable."""
    given = (call.file.constant_of(each) for each in arguments(call.node))
    return what == MAKERS[ZONE] and any(each in ZONES_AT_HAND for each in given)


def _wrappers(index: Index, key: str) -> tuple[_Wrapper, ...]:
    """Return the functions of the run that pass on parameters to a maker."""
    found: list[_Wrapper] = []
    for site in index.uses(key):
        call = call_of(site.node)
        function = function_around(site.file, site.node)
        if call is not None and (function is None or function.key not in MAKERS):
            brought = _brought(index, site.file, call, arguments(call))
            made = Site(site.file, _outermost(index, site.file, call))
            found += _wrapper(made, brought, ())
    for wrapper in found:
        if len(wrapper.calls) < DEPTH:
            for outer, brought in _callers(index, wrapper):
                found += _wrapper(outer, brought, wrapper.calls)
    return tuple(found)


def _callers(index: Index, wrapper: _Wrapper) -> Iterator[tuple[Site, frozenset[int] | None]]:
    """Yield the calls of a wrapper, with the parameters around them that it makes use of."""
    assert wrapper.function.declared is not None
    for caller in callers_of(index, wrapper.function.declared):
        given = arguments(caller.node)
        if all(position < len(given) for position in wrapper.parameters):
            handed = tuple(given[position] for position in sorted(wrapper.parameters))
            yield caller, _given(index, caller.file, handed)


def _wrapper(
    made: Site, brought: frozenset[int] | None, calls: tuple[Site, ...]
) -> Iterator[_Wrapper]:
    function = function_around(made.file, made.node)
    if brought and function is not None and function.declared is not None:
        yield _Wrapper(function, brought, (made, *calls))


def _brought(
    index: Index, file: File, call: Node, given: tuple[Node, ...]
) -> frozenset[int] | None:
    """Return the parameters that a maker gets values of, None if it gets anything unknown."""
    if not given or not _is_plain(index, file, call):
        return None
    return _given(index, file, given)


def _given(index: Index, file: File, given: tuple[Node, ...]) -> frozenset[int] | None:
    found: set[int] = set()
    pending = [unparenthesised(node) for node in given]
    while pending:
        node = pending.pop()
        if not isinstance(file.constant_of(node), Unknown):
            continue
        if node.type == "binary_expression" and operator(node) == "+":
            pending += [unparenthesised(side) for side in node.named_children]
            continue
        position = _parameter(index, file, node)
        if position is None:
            return None
        found.add(position)
    return frozenset(found)


def _parameter(index: Index, file: File, node: Node) -> int | None:
    """Return the position of the parameter that an identifier means, if nothing else sets it."""
    meant = file.object_of(node) if node.type == "identifier" else None
    function = function_around(file, node)
    if function is None or not isinstance(meant, GoObject) or any(definitions(index, meant)):
        return None
    own = (p for p in function.parameters if p.object == meant and not p.is_variadic)
    return next((parameter.index for parameter in own), None)


def _is_plain(index: Index, file: File, call: Node) -> bool:
    """Tell whether a maker is a function, or the method of what has just been made by one."""
    receiver = receiver_argument(call)
    if receiver is None or not is_call(receiver):
        is_method = ".Parse" in file.text(call) and receiver is not None
        meant = file.object_of(receiver) if is_method and receiver is not None else None
        is_package = isinstance(meant, GoObject) and meant.kind is ObjectKind.PACKAGE
        return is_package or not is_method
    callee = callee_of(index, file, receiver)
    if callee is not None and callee.key in SETTING:
        settled = all(_is_settled(index, file, given) for given in arguments(receiver))
        return settled and _is_plain(index, file, receiver)
    return callee is None or callee.key in TEMPLATES


def _is_settled(index: Index, file: File, given: Node) -> bool:
    """Tell whether a setting is the same at each call: no variable of the function is in it."""
    nodes = [given, *descendants(given, outside=FUNCTIONS)]
    held = [file.object_of(node) for node in nodes if node.type == "identifier"]
    variables = [each for each in held if isinstance(each, GoObject) and each.scope in PER_CALL]
    if len(variables) == 1 and given.type == "identifier":
        value = sole_value(index, variables[0])
        is_spelled = value is not None and value.node.type != "identifier"
        return value is not None and is_spelled and _is_settled(index, value.file, value.node)
    literals = (node for node in nodes if node.type == "func_literal")
    return not variables and not any(captured_by(file, literal) for literal in literals)


def _outermost(index: Index, file: File, call: Node) -> Node:
    """Return the `template.Must` around a parse, or the call itself."""
    around = call_around(call)
    callee = None if around is None else callee_of(index, file, around[0])
    return around[0] if around is not None and callee and callee.key in MUST else call
