"""Strings that grow in a loop, each step copying all that is there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Map, Named, Pointer, Scope, Slice, Unknown
from gomemlint.semantic.churn.audience import is_for_people
from gomemlint.semantic.conversions.conversions import Text, parts, text_of
from gomemlint.semantic.flow import Assign, Event, Graph, NoFlow
from gomemlint.semantic.frequency.cycles import Point, constant_rounds, following, is_at, points
from gomemlint.semantic.frequency.shortness import is_short
from gomemlint.semantic.program.calls import Callee, callee_of, callers_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.literals import runs_of
from gomemlint.semantic.program.paths import ELEMENT, Path, path_of
from gomemlint.semantic.program.results import results
from gomemlint.syntax.expressions import arguments, elements, is_call, operator, unparenthesised
from gomemlint.syntax.functions import enclosing_loops
from gomemlint.syntax.nodes import descendants, enclosing
from gomemlint.syntax.statements import assigned, condition, is_endless

FEW_ROUNDS = 4
MAXIMUM_CALLERS = 30
_HOPS = 1
_HELPERS = 2
_FORMATTERS = frozenset({"fmt.Sprint", "fmt.Sprintf", "fmt.Sprintln"})
_LEAVING = frozenset({"break_statement", "return_statement"})
_SEPARATORS = frozenset({"/", "..", "../", "/.."})
_DEPTHS = re.compile(r"(?i)depth|indent|level|nest")


@dataclass(frozen=True, slots=True)
class Accumulation:
    """A string that grows: `target` is what grows, `loop` makes it grow.

    `call` is the call in the loop that leads to the concatenation, None where the loop itself
    holds it. `file` is that of the loop; `is_short` holds for loops over what somebody wrote down.
    """

    target: Node
    loop: Node
    file: File
    call: Node | None = None
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    """What makes a string longer each time it runs: an assignment, or a call that leads to one.

    `keys` are the variables that choose among elements: `i` of `xs[i].name += s`. `counts_short`
    tells to look at loops of few rounds as well.
    """

    file: File
    node: Node
    path: Path
    keys: frozenset[str] = frozenset()
    counts_short: bool = False


def accumulation(index: Index, file: File, statement: Node) -> Accumulation | None:
    """Return the string that an assignment makes longer round by round, None if there is none."""
    pairs = tuple(assigned(statement))
    if len(pairs) != 1 or pairs[0].value is None:
        return None
    target, value = pairs[0].target, pairs[0].value
    path = path_of(file, target) if text_of(file, target) is Text.STRING else None
    keys = _keys(file, target)
    if path is None or path.root is None or keys is None:
        return None
    if pairs[0].operator != "+=" and not _lengthens(index, Site(file, value), path, _HELPERS):
        return None
    if is_for_people(index, file, statement, path) or _is_walk(file, statement, path):
        return None
    step = _Step(file, statement, path, keys)
    found = _growing(index, step, target, _HOPS)
    if found is None:
        lenient = _growing(index, replace(step, counts_short=True), target, _HOPS)
        found = None if lenient is None else replace(lenient, is_short=True)
    return None if found is None or _is_indentation(found, Site(file, value), path) else found


def _is_indentation(found: Accumulation, value: Site, path: Path) -> bool:
    """Tell whether a string grows with the depth of something: by blanks, or as the loop says."""
    header = found.file.text(found.loop).partition("{")[0]
    if _DEPTHS.search(header) or _is_probe(found):
        return all(isinstance(text, str) for text in _added(value, path))
    pieces = [
        _added(Site(found.file, pair.value), path)
        for node in descendants(found.loop)
        if node.type == "assignment_statement"
        for pair in assigned(node)
        if pair.value is not None and path_of(found.file, pair.target) == path
    ]
    return all(_is_blank(added) for added in (_added(value, path), *pieces))


def _is_probe(found: Accumulation) -> bool:
    """Tell whether a loop goes on until a string fits: `for taken[name] { name += "_" }`."""
    tests = [condition(found.loop)]
    if is_endless(found.loop):
        leaving = (node for node in descendants(found.loop) if node.type in _LEAVING)
        tests = [condition(each) for leave in leaving if (each := _branch_around(leave))]
    asked = [node for test in tests if test is not None for node in (test, *descendants(test))]
    names = {found.file.text(node) for node in asked if node.type == "identifier"}
    grown = (
        found.file.text(pair.target)
        for node in descendants(found.loop)
        if node.type == "assignment_statement" and operator(node) == "+="
        for pair in assigned(node)
    )
    return found.file.text(found.target) in names or not names.isdisjoint(grown)


def _branch_around(leave: Node) -> Node | None:
    return enclosing(leave, ("if_statement", "for_statement"))


def _is_blank(added: list[str | Unknown]) -> bool:
    return all(isinstance(text, str) and not text.strip(" \t") for text in added)


def _is_walk(file: File, statement: Node, path: Path) -> bool:
    """Tell whether a function joins the parts of a path, which has a few of them at most."""
    function = function_around(file, statement)
    body = None if function is None else function.body
    for node in () if body is None else descendants(body):
        if node.type != "assignment_statement":
            continue
        for pair in assigned(node):
            if pair.value is None or path_of(file, pair.target) != path:
                continue
            added = _added(Site(file, pair.value), path)
            texts = {text for text in added if isinstance(text, str)}
            if texts and texts <= _SEPARATORS and len(added) <= 2:
                return True
    return False


def _added(value: Site, path: Path) -> list[str | Unknown]:
    """Return the constants that a concatenation adds to a string, unknown for other parts."""
    file = value.file
    return [file.constant_of(part) for part in parts(value.node) if path_of(file, part) != path]


def _keys(file: File, target: Node) -> frozenset[str] | None:
    """Return the variables that choose an element, None where something else does."""
    found: set[str] = set()
    for node in (target, *descendants(target)):
        if node.type == "call_expression":
            return None
        key = node.child_by_field_name("index") if node.type == "index_expression" else None
        for inner in () if key is None else (key, *descendants(key)):
            meant = file.object_of(inner) if inner.type == "identifier" else None
            if isinstance(meant, GoObject):
                found.add(meant.key)
    return frozenset(found)


def _lengthens(index: Index, value: Site, path: Path, hops: int) -> bool:
    """Tell whether a value is made of all of a string and something more."""
    file, node = value.file, unparenthesised(value.node)
    if node.type == "binary_expression":
        return operator(node) == "+" and any(
            _is_whole(file, part, path) or _lengthens(index, Site(file, part), path, hops)
            for part in parts(node)
        )
    callee = callee_of(index, file, node) if is_call(node) else None
    if callee is None:
        return False
    given = arguments(node)
    if callee.key in _FORMATTERS:
        return len(given) > 1 and _is_among(file, given, path)
    if callee.key == "strings.Join":
        return _is_among(file, (each.value for each in elements(unparenthesised(given[0]))), path)
    if callee.is_conversion and given:
        return _lengthens(index, Site(file, given[0]), path, hops)
    return hops > 0 and _helper_lengthens(index, file, callee, path, hops - 1)


def _is_whole(file: File, node: Node, path: Path) -> bool:
    """Tell whether an expression is all of a string, and no slice of it."""
    return unparenthesised(node).type != "slice_expression" and path_of(file, node) == path


def _is_among(file: File, nodes: Iterable[Node], path: Path) -> bool:
    return any(_is_whole(file, node, path) for node in nodes)


def _helper_lengthens(index: Index, file: File, callee: Callee, path: Path, hops: int) -> bool:
    """Tell whether a helper returns the string that it gets with something added."""
    function = callee.function
    if function is None or function.body is None or len(function.results) != 1:
        return False
    positions = {
        callee.parameter_of(position)
        for position, given in callee.operands
        if _is_whole(file, given, path)
    }
    lengthened = [Site(function.file, v) for values in results(index, function) for v in values]
    return any(
        _lengthens(index, result, Path(parameter.object, (), parameter.object.key), hops)
        for parameter in function.parameters
        if parameter.index in positions and parameter.object is not None
        for result in lengthened
    )


def _growing(index: Index, step: _Step, target: Node, hops: int) -> Accumulation | None:
    """Return the loop that repeats a step without the string beginning anew."""
    loop = _loop_of(index, step)
    if loop is not None:
        return Accumulation(target, loop, step.file)
    if not _is_carried_in(index, step):
        return None
    for outer, loop in _outer_steps(index, step):
        if loop is not None:
            return Accumulation(target, loop, outer.file, outer.node)
        found = _growing(index, outer, target, hops - 1) if hops else None
        if found is not None:
            return replace(found, call=found.call or outer.node)
    return None


def _loop_of(index: Index, step: _Step) -> Node | None:
    """Return the loop of the step's own function that repeats it; for a `goto` the function."""
    file, node = step.file, step.node
    loops = tuple(enclosing_loops(node))
    function = function_around(file, node) if loops or b"goto " in file.source else None
    graph = None if function is None else index.graph(function)
    if function is None or graph is None or isinstance(graph, NoFlow):
        return None
    few = [loop for loop in loops if _has_few_rounds(index, step, loop)]
    for start in points(graph, lambda event: is_at(event, node)):
        if _comes_to(index, graph, start, step, few):
            return next((loop for loop in loops if loop not in few), function.node)
    return None


def _is_carried_in(index: Index, step: _Step) -> bool:
    """Tell whether a function can come to a step without the string beginning anew before."""
    function = function_around(step.file, step.node)
    graph = None if function is None else index.graph(function)
    if graph is None or isinstance(graph, NoFlow):
        return True
    return _comes_to(index, graph, Point(0, -1), step, ())


def _comes_to(
    index: Index, graph: Graph, start: Point, step: _Step, once: Collection[Node]
) -> bool:
    """Tell whether control comes from a point to a step with the string as it was left."""

    def is_end(event: Event) -> bool:
        return is_at(event, step.node) or _begins_anew(index, event, step)

    return any(is_at(event, step.node) for event in following(graph, start, is_end, once))


def _has_few_rounds(index: Index, step: _Step, loop: Node) -> bool:
    rounds = constant_rounds(index, step.file, loop)
    if rounds is not None:
        return rounds <= FEW_ROUNDS
    return not step.counts_short and is_short(index, step.file, loop)


def _begins_anew(index: Index, event: Event, step: _Step) -> bool:
    """Tell whether an event makes the target another string, or one without its old content."""
    if not isinstance(event, Assign) or event.node == step.node:
        return False
    return any(
        _replaces(index, event, binding.target, binding.value, step) for binding in event.bindings
    )


def _replaces(index: Index, event: Assign, target: Node, value: Node | None, step: _Step) -> bool:
    path = path_of(step.file, target)
    if path is None or path.root is None:
        return False
    if path.is_variable and path.root.key in step.keys:
        return True
    if not step.path.starts_with(path):
        return False
    if ELEMENT in path.steps and step.file.text(target) not in step.file.text(step.node):
        return False
    if event.node.type == "assignment_statement" and operator(event.node) == "+=":
        return False
    return value is None or not _keeps(index, Site(step.file, value), step.path)


def _keeps(index: Index, value: Site, path: Path) -> bool:
    """Tell whether a value is the old string, longer or trimmed."""
    if _lengthens(index, value, path, 1):
        return True
    node = unparenthesised(value.node)
    callee = callee_of(index, value.file, node) if is_call(node) else None
    if callee is None or callee.object is None or callee.object.package != "strings":
        return False
    return _is_among(value.file, arguments(node), path)


def _outer_steps(index: Index, step: _Step) -> Iterator[tuple[_Step, Node | None]]:
    """Yield the calls that run a step on a string from outside of its function.

    With each stands the loop that the callee makes of it, if it calls a literal in one.
    """
    function, root = function_around(step.file, step.node), step.path.root
    if function is None or root is None or step.keys:
        return
    if function.is_literal:
        if not _is_declared_in(root, function):
            for run in runs_of(index, step.file, function.node):
                outer = replace(step, node=run.call, keys=frozenset())
                yield outer, run.call if run.is_repeated else None
        return
    for outer in _calls(index, step, function, root):
        yield outer, None


def _is_declared_in(variable: GoObject, function: Function) -> bool:
    declared = variable.declaration
    if declared is None or declared.path != function.file.absolute:
        return False
    return function.node.start_byte <= declared.offset < function.node.end_byte


def _calls(index: Index, step: _Step, function: Function, root: GoObject) -> Iterator[_Step]:
    """Yield the calls of a function with the string as its callers see it."""
    if function.declared is None:
        return
    given = next((p for p in function.inputs if p.object and p.object.key == root.key), None)
    if root.scope is not Scope.PACKAGE and (given is None or not _is_shared(step.file, root)):
        return
    for site in tuple(callers_of(index, function.declared))[:MAXIMUM_CALLERS]:
        if given is None:
            yield replace(step, file=site.file, node=site.node)
            continue
        callee = callee_of(index, site.file, site.node)
        operand = None if callee is None else callee.operand(given.index)
        path = None if operand is None else path_of(site.file, operand)
        if path is not None and path.root is not None and ELEMENT not in path.steps:
            inner = path.behind(step.path.steps)
            yield replace(step, file=site.file, node=site.node, path=inner)


def _is_shared(file: File, variable: GoObject) -> bool:
    """Tell whether what a parameter leads to is the caller's: behind a pointer, slice or map."""
    type_ = file.types.type_of(variable)
    if isinstance(type_, Named):
        type_ = file.types.underlying(type_)
    return not isinstance(type_, Unknown) and isinstance(type_, Pointer | Slice | Map)
