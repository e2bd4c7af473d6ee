"""What of big memory outlives its function: who keeps which part, since where, until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from gomemlint.model.findings import Basis, Confidence, Edit, Evidence, Finding, Fix, Related
from gomemlint.model.gotypes import (
    Array,
    Basic,
    GoObject,
    GoType,
    Named,
    Pointer,
    Scope,
    Slice,
    TypeParameter,
    Unknown,
)
from gomemlint.semantic.lifetimes.lifetimes import Lifetimes
from gomemlint.semantic.program.accessors import accessors
from gomemlint.semantic.program.calls import call_of, callee_of
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.edits import called, with_imports
from gomemlint.semantic.program.functions import RECEIVER, Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import BIG, BORROWED, How
from gomemlint.semantic.program.paths import resolve
from gomemlint.semantic.program.sizes import big_array
from gomemlint.semantic.retention.destinations import Destinations, spelled
from gomemlint.semantic.retention.filtering import gathers_all
from gomemlint.semantic.retention.interiors import Interiors
from gomemlint.semantic.retention.keepers import Keeper, Keepers
from gomemlint.semantic.retention.origins import Keeping, Kept, kept_memory
from gomemlint.semantic.retention.parting import Parting
from gomemlint.semantic.retention.profiling import live_memory_of
from gomemlint.semantic.retention.takers import is_dropped_by_all
from gomemlint.semantic.values.carrying import is_carried
from gomemlint.semantic.values.producers import find_producers
from gomemlint.semantic.values.summaries import Summaries
from gomemlint.semantic.values.summary import Fate
from gomemlint.syntax.expressions import CALLS, arguments, parenthesised, unparenthesised
from gomemlint.syntax.functions import enclosing_loop, own_nodes_of
from gomemlint.syntax.nodes import contains, descendants, text
from gomemlint.syntax.statements import assigned

_OWNERS = frozenset({Scope.PACKAGE, Scope.PARAMETER, Scope.RECEIVER})
_MAKES = re.compile(rb"\bmake\(")


@dataclass(frozen=True, slots=True)
class Retention:
    """A part that outlives its function and keeps all that it was cut from.

    `part` is what carries it, `name` how the program calls the big thing, `what` says what that
    is, `origin` is where it was made and `cut` where the part was cut.
    """

    function: Function
    part: Site
    kept: Kept
    keeper: Keeper
    origin: Site
    cut: Site
    name: str

    @property
    def what(self) -> str:
        return self.kept.what

    @property
    def line(self) -> int:
        """Return the line on which the big thing was made."""
        return self.origin.span.start.line

    @property
    def text(self) -> str:
        """Spell the part on one line."""
        return self.part.text.splitlines()[0].removeprefix("return ")

    @property
    def sentence(self) -> str:
        """Say who keeps what, since where and until when."""
        whole = f"all of {self.name} (line {self.line}: {self.what}), {self.keeper.until}"
        if self.kept.is_returned:
            inside = "" if self.kept.whole == self.kept.node else f" in {spelled(self.kept.whole)}"
            return f"{self.text} is returned{inside} and keeps {whole}"
        return f"{self.keeper.text} keeps {self.text}, and with it {whole}"

    @property
    def steps(self) -> tuple[Related, ...]:
        """Tell the way of the memory: made, cut, kept."""
        steps = [Related(self.origin.span, f"{self.name} is made here: {self.what}")]
        if self.cut.node not in (self.part.node, self.origin.node):
            steps.append(Related(self.cut.span, "the part is cut here and shares the array"))
        steps.append(Related(self.part.span, f"{self.keeper.text} gets the part"))
        return tuple(steps)

    @property
    def fix(self) -> Fix:
        """Copy the part; the edit is there only if it compiles and nobody notices."""
        if self.clone is None:
            return Fix("copy the part before it is kept")
        file, package = self.part.file, self.clone.partition(".Clone(")[0]
        needed = () if package == self.clone else (package,)
        if not self.is_copied_safely or any(called(file, each) != each for each in needed):
            return Fix(f"write {self.clone}")
        whole = Edit(self.part.span, self.clone)
        return Fix(f"write {self.clone}", with_imports(file, (whole,), *needed))

    def finding(self) -> Finding:
        """Tell it: the types show each step, the last of them where the part is kept."""
        return Finding(
            span=self.part.span,
            message=f"{self.sentence}; copy the part",
            evidence=tuple(Evidence(Basis.TYPES, step.span, step.message) for step in self.steps),
            related=self.steps[:-1],
            flow=self.steps,
            fix=self.fix,
            confirm=live_memory_of(self.function.name),
            confidence=Confidence.POSSIBLE if self.kept.is_possible else None,
        )

    @property
    def clone(self) -> str | None:
        """Return the expression that copies the part; None if the part is inside of something."""
        file = self.part.file
        type_ = file.type_of(self.part.node)
        if not self.is_plain or isinstance(type_, Unknown) or How.COPIED in self.kept.how:
            return None
        if self.is_text:
            return f"strings.Clone({self.text})" if type_.spelling == "string" else None
        if file.language >= (1, 20) and type_.spelling in ("[]byte", "[]uint8"):
            return f"bytes.Clone({self.text})"
        if file.language >= (1, 21):
            return f"slices.Clone({self.text})"
        return f"append({type_.spelling}(nil), {self.text}...)"

    @property
    def is_copied_safely(self) -> bool:
        """Tell whether the copy compiles as it stands and nobody relies on the shared array."""
        clone = self.clone
        if clone is None or self.part.text != self.text:
            return False
        if clone.startswith("append(") and "." in clone.partition("(nil)")[0]:
            return False  # This file may not be able to name the type.
        return self.is_text or not self._is_used_later()

    def _is_used_later(self) -> bool:
        """Tell whether the function names the big array again after the part was kept."""
        if self.kept.is_returned:
            return False
        loop = enclosing_loop(self.part.node)
        if loop is not None and not contains(loop, self.origin.node):
            return True
        later = (
            node
            for node in descendants(self.function.node)
            if node.type == "identifier" and node.start_byte >= self.part.node.end_byte
        )
        return any(text(node) == self.name for node in later)

    @property
    def is_sent(self) -> bool:
        return self.kept.fate is Fate.SENT

    @property
    def is_text(self) -> bool:
        """Tell whether the part is a string; otherwise it is a slice."""
        file = self.part.file
        made = _kind(file, file.type_of(self.origin.node))
        if How.COPIED in self.kept.how:
            # A callee's copy of bytes is a string, and the other way round.
            return made != "string"
        return (_kind(file, file.type_of(self.part.node)) or made) == "string"

    @property
    def is_plain(self) -> bool:
        """Tell whether what carries the part is the string or slice itself."""
        type_ = self.part.file.type_of(self.part.node)
        inside = self.part.file.types.underlying(type_) if isinstance(type_, Named) else type_
        return isinstance(inside, Slice | Basic) and self.part.node.type != "return_statement"


class Retaining:
    """What the functions of a run keep; only those with something big in them are followed."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._kept: dict[Function, tuple[Kept, ...]] = {}
        self._parting = Parting(index)
        self._lifetimes = Lifetimes(index)
        self.keepers = Keepers(index, self._lifetimes)

    def parts(self, unit: Unit) -> Iterator[Retention]:
        """Yield the parts of big arrays and texts that outlive the functions of a package."""
        for function in self._candidates(unit):
            for kept in self.kept(function):
                if kept.keeping is Keeping.PART and not kept.is_whole_kept:
                    yield from self._judged(function, kept)

    def kept(self, function: Function) -> tuple[Kept, ...]:
        """Return what of big memory outlives a function."""
        if function not in self._kept:
            self._kept[function] = kept_memory(self.summaries, function)
        return self._kept[function]

    def _judged(self, function: Function, kept: Kept) -> Iterator[Retention]:
        file = function.file
        keeper = self.keepers.keeper(file, kept)
        if keeper is None or self._is_own(function, kept, keeper):
            return
        if kept.is_returned and is_dropped_by_all(self._index, function):
            return
        if kept.is_returned and self._is_kept_by_owner(file, kept.node):
            return
        if kept.fate is not Fate.SENT and self._is_collection(function, kept):
            return
        yield Retention(
            function=function,
            part=Site(file, kept.node),
            kept=kept,
            keeper=keeper,
            origin=Site(file, kept.origin),
            cut=Site(file, _cut(self._index, function, kept.node)),
            name=_name(self._index, file, kept.origin),
        )

    def _is_kept_by_owner(self, file: File, node: Node) -> bool:
        """Tell whether a result is read from where it was stored: what stores it is told."""
        path = resolve(self._index, file, node)
        root = None if path is None else path.root
        return path is not None and root is not None and bool(path.steps) and root.scope in _OWNERS

    def _is_own(self, function: Function, kept: Kept, keeper: Keeper) -> bool:
        """Tell whether the origin is somebody's buffer: its own owner may keep parts of it."""
        called = callee_of(self._index, function.file, kept.origin)
        if called is None:
            return False
        is_view = called.function is not None and bool(self.summaries.view_of(called.function))
        if not is_view and called.key not in BORROWED:
            return False
        buffer = called.operand(RECEIVER)
        path = None if buffer is None else resolve(self._index, function.file, buffer)
        root = None if path is None else path.root
        if path is None or root is None:
            return kept.is_returned
        if kept.is_returned:
            is_uncut = is_view and unparenthesised(kept.node) == kept.origin
            return is_uncut or bool(path.steps) or root.scope is not Scope.LOCAL
        return keeper.root is not None and root.key == keeper.root.key

    def _is_collection(self, function: Function, kept: Kept) -> bool:
        """Tell whether a local container is kept that got every part."""
        if kept.is_all:
            return True
        file = function.file
        names = frozenset(
            meant.key
            for node in (kept.whole, *descendants(kept.whole))
            if node.type == "identifier" and isinstance(meant := file.object_of(node), GoObject)
        )
        if gathers_all(function, kept.origin, names):
            return True
        known = callee_of(self._index, file, unparenthesised(kept.whole))
        if known is None or known.function is None or How.CONTAINED not in kept.how:
            return False
        return gathers_all(known.function, known.function.node)

    def _candidates(self, unit: Unit) -> Iterator[Function]:
        seen: set[str] = set()
        for site in self._beginnings(unit):
            function = function_around(site.file, site.node)
            if function is None or function.key in seen or not self._is_carried(site):
                continue
            seen.add(function.key)
            if not site.file.is_generated and self._parting.can_cut(function):
                yield function

    def _is_carried(self, site: Site) -> bool:
        call = site.node if site.node.type in CALLS else call_of(site.node)
        return call is not None and is_carried(self._index, Site(site.file, call))

    def _beginnings(self, unit: Unit) -> Iterator[Site]:
        views = accessors(self._index, unit)
        for key in (*sorted(BIG), *sorted(self.summaries.producers), *sorted(views)):
            for use in unit.types.uses(key):
                file = unit.by_path.get(use.path)
                node = None if file is None else _node_at(file, use.offset)
                if file is not None and node is not None:
                    yield Site(file, node)
        for file in unit.files:
            for found in _MAKES.finditer(file.source):
                node = _node_at(file, found.start())
                call = None if node is None else node.parent
                if call is not None and call.type in CALLS and big_array(file, call):
                    yield Site(file, call)

    @cached_property
    def interiors(self) -> Interiors:
        """Pointers into big objects, and closures over them."""
        destinations = Destinations(self._index, self.keepers, self.summaries)
        return Interiors(self._index, destinations)

    @cached_property
    def summaries(self) -> Summaries:
        """What the functions that return something big do, callees before their callers."""
        summaries = Summaries(self._index, follows_pools=False)
        find_producers(summaries, tuple(sorted(BIG)))
        return summaries


def _node_at(file: File, offset: int) -> Node | None:
    return file.tree.root.named_descendant_for_byte_range(offset, offset + 1)


def _cut(index: Index, function: Function, node: Node) -> Node:
    """Return the expression that a variable holds, as the step where the part was cut."""
    for _ in range(3):
        meant = function.file.object_of(node) if node.type == "identifier" else None
        if not isinstance(meant, GoObject) or meant.scope is not Scope.LOCAL:
            return node
        value = _last_value(function, meant, node)
        if value is None:
            return node
        node = unparenthesised(value)
    return node


def _last_value(function: Function, variable: GoObject, use: Node) -> Node | None:
    """Return what a variable was assigned last before a use, in program order."""
    found = None
    for node in own_nodes_of(function.node, "identifier"):
        if node.start_byte >= use.start_byte:
            break
        if text(node) != variable.name:
            continue
        meant = function.file.object_of(node)
        if isinstance(meant, GoObject) and meant.key == variable.key:
            given = assignment_to(node)
            found = given[1].value if given is not None and given[1].value else found
    return found


def _name(index: Index, file: File, origin: Node) -> str:
    """Return how the program calls the big thing: its variable, else the expression."""
    outer = parenthesised(origin).parent
    statement = outer.parent if outer is not None and outer.type == "expression_list" else outer
    if statement is not None and statement.type in (
        "short_var_declaration",
        "assignment_statement",
        "var_spec",
    ):
        for pair in assigned(statement):
            if pair.value is not None and unparenthesised(pair.value) == origin:
                return file.text(pair.target)
    called = callee_of(index, file, origin)
    given = arguments(origin)
    if origin.type == "type_conversion_expression" or (called is not None and called.is_conversion):
        return file.text(given[0]) if given else file.text(origin)
    return file.text(origin)


def _kind(file: File, type_: GoType | Unknown) -> str:
    """Tell strings from slices of anything else, in slices of slices too."""
    for _ in range(3):
        if isinstance(type_, TypeParameter) and type_.core is not None:
            type_ = type_.core
        if isinstance(type_, Named):
            type_ = file.types.underlying(type_)
        match type_:
            case Basic(name=name):
                return "string" if "string" in name else "slice"
            case Slice(element=element) | Array(element=element):
                if not isinstance(element, Slice | Basic) and not element.spelling.endswith(
                    "string"
                ):
                    return "slice"
                if isinstance(element, Basic) and "string" not in element.name:
                    return "slice"
                type_ = element
            case Pointer():
                return ""
            case _:
                return ""
    return ""
