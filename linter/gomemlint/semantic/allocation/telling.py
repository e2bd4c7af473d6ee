"""The way of memory to the heap, step by step and in one sentence, calls followed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from gomemlint.model.allocations import Kind, Link
from gomemlint.model.facts import EscapePath, Form, Reason
from gomemlint.semantic.allocation.arguments import Passing, Sight, continuation, passing
from gomemlint.semantic.allocation.passages import (
    ASSIGNMENTS,
    Passage,
    Route,
    route_of,
)
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.anchors import anchor
from gomemlint.syntax.expressions import is_call, operand
from gomemlint.syntax.nodes import ancestors, contains, text
from gomemlint.syntax.statements import assigned, returned

DEPTH = 6
SHOWN = 48
_UNSEEN = {
    Sight.INTERFACE: "an interface method that may keep it",
    Sight.VALUE: "a function value that may keep it",
    Sight.BODILESS: "a function without a Go body that may keep it",
    Sight.OUTSIDE: "which lets it escape",
    Sight.BODY: "which lets it escape",
}
_PLAIN = {
    Reason.SLICE: "slices it: {}",
    Reason.INDIRECTION: "reads through the pointer: {}",
    Reason.DOT: "takes a part of it: {}",
    Reason.DOT_OF_POINTER: "takes a part of it: {}",
    Reason.FIXED_ARRAY_INDEX_OF: "takes an element of it: {}",
    Reason.SLICE_TO_ARRAY: "makes an array of it: {}",
    Reason.INTERFACE_CONVERTED: "converts {} to an interface",
    Reason.RANGE: "ranges over it",
    Reason.RANGE_DEREF: "ranges over it",
    Reason.SWITCH_CASE: "switches on its type",
    Reason.CALLEE_OPERAND: "calls {}",
    Reason.ARRAY_ELEMENT: "puts it into the array {}",
    Reason.SLICE_ELEMENT: "puts it into the slice {}",
    Reason.STRUCT_ELEMENT: "puts it into the struct {}",
    Reason.MAP_KEY: "makes it a key of {}",
    Reason.MAP_VALUE: "makes it a value of {}",
    Reason.KEY_OF_MAP_PUT: "makes {} a key of a map",
    Reason.APPENDEE_SLICE: "appends to it: {}",
    Reason.APPENDED_SLICE: "appends what it holds: {}",
    Reason.COPIED_SLICE: "copies what it holds: {}",
}
_TEMPORARY = re.compile(r"~|\.autotmp_")
_BUILTINS = {"append": "appends {} to a slice", "panic": "panics with {}", "copy": "copies {}"}


@dataclass(slots=True)
class Told:
    """What was found out about the steps of one site: each call is looked into once.

    Steps are kept with the answers, so that their identities last.
    """

    calls: dict[int, tuple[Passage, Passing | None]] = field(default_factory=dict)
    routes: dict[int, tuple[Passage, Route | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells about one site. `pronoun` names its memory: `it` or `its address`."""

    index: Index
    pronoun: str = "it"
    told: Told = field(default_factory=Told)

    def leads_to(self, route: Route) -> str:
        """Return the package outside of the run in which a route goes on, empty for none."""
        for _ in range(DEPTH):
            last = route.last
            further = None if last is None else self._further(last, route)
            if last is None:
                return ""
            if further is None:
                given = self._passing(last, route)
                is_open = given is not None and given.sight is Sight.OUTSIDE
                return given.package if given is not None and is_open else ""
            route = further
        return ""

    def chain(self, route: Route) -> tuple[Link, ...]:
        """Return the steps of a route, those of its callees included."""
        return tuple(self._chain(route, Seen()))

    def clause(self, route: Route) -> str:
        """Tell the last step: `line 41 passes `&t` to `w.keep`, which stores it in `w.last``.

        Empty where there is nothing to tell.
        """
        last = route.last
        told = "" if last is None else self._predicate(last, route, Seen())
        return f"line {last.step.place.line} {told}" if last is not None and told else ""

    def capture(self, route: Route) -> str:
        """Tell where a closure captures the memory; empty if none does."""
        for passage in route.passages:
            if passage.reason is Reason.CAPTURED_BY_CLOSURE:
                by = " by reference" if Reason.REFERENCE in route.reasons else ""
                return f"line {passage.step.place.line} captures it{by}"
        return ""

    def _chain(self, route: Route, seen: Seen) -> list[Link]:
        links: list[Link] = []
        for passage in route.passages:
            phrase = self._phrase(passage, route)
            if phrase is None or passage.site is None:
                continue
            links.append(Link(passage.site.span, phrase))
            further = self._further(passage, route)
            if passage is route.last and further is not None and seen.enter(further):
                links += replace(self, pronoun="it")._chain(further, seen)
        return links

    def _predicate(self, passage: Passage, route: Route, seen: Seen) -> str:
        phrase = self._phrase(passage, route) or ""
        further = self._further(passage, route)
        if further is not None and further.last is not None and seen.enter(further):
            is_call = passage.reason is Reason.CALL_PARAMETER
            inner = replace(self, pronoun="it" if is_call else "the literal")
            told = inner._predicate(further.last, further, seen)
            how = "which" if is_call else f"and line {further.last.step.place.line}"
            return f"{phrase}, {how} {told}" if told else phrase
        given = self._passing(passage, route)
        ending = _UNSEEN.get(given.sight, "") if given is not None else ""
        return f"{phrase}, {ending}" if ending else phrase

    def _further(self, passage: Passage, route: Route) -> Route | None:
        """Return how memory goes on in a callee, or with the closure that captures it."""
        if id(passage) not in self.told.routes:
            self.told.routes[id(passage)] = passage, self._route_after(passage, route)
        return self.told.routes[id(passage)][1]

    def _route_after(self, passage: Passage, route: Route) -> Route | None:
        if passage.reason is Reason.CALL_PARAMETER:
            given = self._passing(passage, route)
            return None if given is None else continuation(self.index, given)
        if passage.reason is Reason.CAPTURED_BY_CLOSURE:
            return _route_of_literal(self.index, passage)
        return None

    def _passing(self, passage: Passage, route: Route) -> Passing | None:
        if passage.reason is not Reason.CALL_PARAMETER:
            return None
        if id(passage) not in self.told.calls:
            found = passing(self.index, passage, route)
            self.told.calls[id(passage)] = passage, found
        return self.told.calls[id(passage)][1]

    def _phrase(self, passage: Passage, route: Route) -> str | None:
        """Tell one step without its subject; None where there is nothing to tell."""
        site, reason = passage.site, passage.reason
        if reason in ASSIGNMENTS:
            return self._stored(passage)
        match reason:
            case Reason.SPILL:
                return None
            case Reason.CALL_PARAMETER:
                return self._passed(passage, route)
            case Reason.RETURN:
                return f"returns {self._returned(passage, route)}"
            case Reason.SEND:
                return _sent(site)
            case Reason.CAPTURED_BY_CLOSURE:
                by = " by reference" if Reason.REFERENCE in route.reasons else ""
                return f"captures it{by} in a function literal"
            case Reason.REFERENCE:
                return None
            case Reason.ADDRESS_OF if site is not None:
                # Of `x[:]` and `x.M()` the address is taken of x.
                return f"takes the address of {quoted(operand(site.node) or site.node)}"
            case _:
                shown = "it" if site is None else quoted(site.node)
                return _PLAIN.get(reason, "passes it on").format(shown)

    def _returned(self, passage: Passage, route: Route) -> str:
        """Name the value that is returned, of several the one that holds the memory."""
        values = () if passage.site is None else returned(passage.site.node)
        earlier = [each.site for each in route.passages if each.flow is passage.flow]
        for site in reversed(earlier):
            for value in values:
                if site is not None and contains(value, site.node):
                    return self._named(value)
        return self._named(values[0]) if len(values) == 1 else self.pronoun

    def _named(self, value: Node) -> str:
        return self.pronoun if value.type == "func_literal" else quoted(value)

    def _stored(self, passage: Passage) -> str:
        """An assignment, or the glue of inlining, which stands at the call."""
        site = passage.site
        if site is None:
            return f"stores {self.pronoun}"
        if is_call(site.node):
            return self._stored_within(passage, site)
        target = _target(site.node)
        return f"stores {self.pronoun} in {quoted(target)}" if target is not None else "stores it"

    def _stored_within(self, passage: Passage, call: Site) -> str:
        """Tell of an assignment in a callee that was inlined, in the compiler's words."""
        callee = _inlined(call)
        if not callee:
            return f"stores {self.pronoun}"
        target, sign, _ = passage.step.node.partition(" = ")
        is_named = passage.reason is Reason.ASSIGN and sign and not _TEMPORARY.search(target)
        what = f"stores {self.pronoun} in `{shortened(target)}`" if is_named else "hands it on"
        return f"{what} within the inlined {callee}"

    def _passed(self, passage: Passage, route: Route) -> str:
        given = self._passing(passage, route)
        if given is None:
            return "passes it on"
        what = "it" if given.argument is None else quoted(given.argument)
        if given.sight is Sight.BUILTIN and given.name in _BUILTINS:
            return _BUILTINS[given.name].format(what)
        name = given.name if given.name.startswith("the ") else f"`{given.name}`"
        return f"passes {what} to {name}"


@dataclass(slots=True)
class Seen:
    """The routes that were told, so that recursion ends."""

    paths: list[object] = field(default_factory=list)

    def enter(self, route: Route) -> bool:
        """Tell whether a route is new and not too deep."""
        if route.path in self.paths or len(self.paths) >= DEPTH:
            return False
        self.paths.append(route.path)
        return True


def quoted(node: Node) -> str:
    """Quote source on one line."""
    if node.type == "func_literal":
        return "the function literal"
    return f"`{shortened(text(node))}`"


def shortened(source: str, limit: int = SHOWN) -> str:
    """Put source on one line and cut what is too long."""
    line, _, more = source.partition("\n")
    if more:
        return f"{shortened(line.partition('{')[0], limit - 5).rstrip()}{{...}}"
    line = " ".join(line.split())
    return line if len(line) <= limit else f"{line[: limit - 4]} ..."


def assigned_to(passage: Passage) -> Node | None:
    """Return what an assignment stores memory in, None for several targets and other steps."""
    if passage.site is None or passage.reason not in ASSIGNMENTS:
        return None
    return _target(passage.site.node)


def subject(site: Site, kind: Kind) -> str:
    """Name the memory of a site."""
    statement = {"go_statement": "goroutine", "defer_statement": "deferred call"}
    if kind is Kind.STATEMENT:
        return f"the hidden closure of the {statement[site.node.type]}"
    if kind is Kind.ARGUMENTS:
        return f"the slice of arguments of {quoted(site.node)}"
    return quoted(site.node)


def _target(statement: Node) -> Node | None:
    """Return what a statement assigns to, None for several targets."""
    targets = [each.target for each in assigned(statement)]
    if not targets and statement.type == "identifier":
        return statement
    return targets[0] if len(targets) == 1 else None


def _literal_around(use: Node) -> Node | None:
    return next((node for node in ancestors(use) if node.type == "func_literal"), None)


def _sent(site: Site | None) -> str:
    channel = None if site is None else site.node.child_by_field_name("channel")
    return "sends it" if channel is None else f"sends it to {quoted(channel)}"


def _inlined(call: Site) -> str:
    """Return the callee that was inlined at a call; empty if none was."""
    function = call.node.child_by_field_name("function")
    position = call.file.lines.position(anchor(call.node))
    facts = call.file.facts
    if function is None or facts is None:
        return ""
    if not facts.at(position.line, position.column, Form.INLINING_CALL):
        return ""
    return quoted(function)


def _route_of_literal(index: Index, passage: Passage) -> Route | None:
    """Return how the literal around a captured variable escapes."""
    literal = None if passage.site is None else _literal_around(passage.site.node)
    if passage.site is None or literal is None:
        return None
    return _route_at(index, passage.site.file, literal)


def _route_at(index: Index, file: File, node: Node) -> Route | None:
    position = file.lines.position(anchor(node))
    facts = (
        ()
        if file.facts is None
        else file.facts.at(position.line, position.column, Form.ESCAPE_PATH)
    )
    for path in facts:
        if isinstance(path, EscapePath) and path.expression == "func literal":
            return route_of(index, file, path)
    return None
