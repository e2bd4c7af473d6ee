"""Maps that are emptied in bulk and never made anew, so that their buckets stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.findings import Confidence, Related
from gomemlint.semantic.growth.bounds import bounds, tests_of_variable
from gomemlint.semantic.growth.containers import Container, ContainerKind, declared_containers
from gomemlint.semantic.growth.judging import Growing
from gomemlint.semantic.growth.keepers import Keeper
from gomemlint.semantic.growth.keys import entry_bytes
from gomemlint.semantic.lifetimes.mutations import Change, Mutation
from gomemlint.semantic.program.code import Site, Unit
from gomemlint.semantic.program.functions import function_around
from gomemlint.syntax.expressions import arguments, calls
from gomemlint.syntax.functions import enclosing_loop
from gomemlint.syntax.nodes import ancestors, contains, descendants, enclosing, text
from gomemlint.syntax.statements import BRANCHES, enclosing_statement, range_of

_TEARDOWN = re.compile(
    r"(?:Close|Stop|Shutdown|Cleanup|Teardown|TearDown|Destroy|Dispose|Finish|Terminate|Exit|Kill"
    r"|Free|Unload|Uninstall|Disconnect)\w*",
    re.IGNORECASE,
)
_REMOVES = frozenset({Change.REMOVE, Change.CLEAR})
_LEAVES = frozenset({"break_statement", "return_statement", "goto_statement"})


@dataclass(frozen=True, slots=True)
class Emptying:
    """A bulk removal from a map whose buckets stay.

    `at` is the removal, `declared` the identifier of the map, `insertion` one of the places that
    fill it. `remake` is the statement to write instead of `clear`, empty where that is not safe.
    """

    container: Container
    at: Site
    place: Site
    keeper: Keeper
    declared: Site | None
    insertion: Mutation
    bytes_per_entry: int | None
    confidence: Confidence
    is_total: bool
    remake: str = ""

    @property
    def name(self) -> str:
        """Spell the map as the removal does, if it does."""
        spelled, name = self.place.text.strip("&()*"), self.container.object.name
        return spelled if name in spelled else name

    @property
    def function(self) -> str:
        """Name the function that empties the map."""
        found = function_around(self.at.file, self.at.node)
        return "" if found is None else found.name

    @property
    def steps(self) -> tuple[Related, ...]:
        """Tell where the map is declared, filled and emptied."""
        found: list[Related] = []
        if self.declared is not None:
            keeper = f"{self.container.object.name} is declared here; it belongs to"
            found.append(Related(self.declared.span, f"{keeper} {self.keeper.name}"))
        found.append(Related(self.insertion.anchor.span, "entries go in here"))
        found.append(Related(self.at.span, "entries go here, their buckets stay"))
        return tuple(found)


def emptyings(growing: Growing, unit: Unit) -> Iterator[Emptying]:
    """Yield the bulk removals from the maps that a package declares, one for each map."""
    for container in declared_containers(unit, ContainerKind.MAP):
        found = _emptying(growing, container)
        if found is not None and found.at.file.package == unit.path:
            yield found


def _emptying(growing: Growing, container: Container) -> Emptying | None:
    if growing.is_closed(container) or growing.lifetimes.is_transient(container.object):
        return None
    changes = growing.mutations.of(container.object)
    bulk = [found for found in _bulk_removals(changes) if not _is_teardown(growing, found[0])]
    if not bulk or _is_remade(growing, changes):
        return None
    filled = growing.open_insertion(container, [c for c in changes if c.is_insertion])
    keeper = growing.keeper(container) if filled is not None else None
    if filled is None or keeper is None:
        return None
    insertion, is_sure = filled
    if _is_bounded(growing, changes, insertion):
        return None
    at, removal = min(bulk, key=lambda found: (found[0].file.path, found[0].node.start_byte))
    declared = growing.index.declaration(container.object)
    return Emptying(
        container,
        at,
        removal.container,
        keeper,
        declared,
        insertion,
        entry_bytes(growing.index, container),
        Confidence.PROBABLE if is_sure else Confidence.POSSIBLE,
        is_total=removal.change is Change.CLEAR,
        remake=_remake(changes, removal, declared),
    )


def _bulk_removals(changes: tuple[Mutation, ...]) -> Iterator[tuple[Site, Mutation]]:
    """Yield what removes many entries at once, with the place to report."""
    ranges = [change for change in changes if change.change is Change.RANGE]
    for change in changes:
        is_removal = change.change is Change.REMOVE
        is_library = is_removal and calls(change.site.node, "maps.DeleteFunc")
        if change.change is Change.CLEAR or is_library:
            yield change.anchor, change
        elif is_removal:
            loop = enclosing_loop(change.site.node)
            for ranged in ranges:
                is_same = loop is not None and ranged.site.node.parent == loop
                if is_same and loop is not None and _removes_its_key(loop, change):
                    yield (change.anchor if change.calls else ranged.site), change


def _removes_its_key(loop: Node, removal: Mutation) -> bool:
    """Tell whether a loop deletes by its own key, round after round."""
    parts = range_of(loop)
    given = arguments(removal.site.node)
    if parts is None or parts.key is None or not given or text(given[-1]) != text(parts.key):
        return False
    for outer in ancestors(removal.site.node):
        if outer.type == "block":
            return not any(node.type in _LEAVES for node in descendants(outer, outside=("block",)))
    return False


def _is_teardown(growing: Growing, at: Site) -> bool:
    function = function_around(at.file, at.node)
    if function is None or growing.occasions.is_at_start(at):
        return True
    declared = function.declared
    return declared is not None and _TEARDOWN.fullmatch(declared.name) is not None


def _is_bounded(growing: Growing, changes: tuple[Mutation, ...], insertion: Mutation) -> bool:
    """Tell whether a test of the length keeps insertions out, or makes room for them."""
    if _is_emptied_first(changes):
        return True
    removals = [change.anchor for change in changes if change.change in _REMOVES]
    for test in (change.site for change in changes if change.change is Change.BOUND):
        if bounds(growing.index, test, insertion.site):
            return True
        for asked in (test.node, *tests_of_variable(growing.index, test)):
            branch = enclosing(asked, BRANCHES | {"for_statement"})
            if branch is not None and any(
                removal.file == test.file and contains(branch, removal.node) for removal in removals
            ):
                return True
    return False


def _is_emptied_first(changes: tuple[Mutation, ...]) -> bool:
    """Tell whether all that is inserted, in one place and in no loop, follows a `clear`."""
    insertions = [change.site for change in changes if change.is_insertion]
    after = enclosing_statement(insertions[0].node) if len(insertions) == 1 else None
    clears = [change.site for change in changes if change.change is Change.CLEAR]
    for clear in clears if after is not None else ():
        before = enclosing_statement(clear.node)
        if before is None or after is None or clear.file != insertions[0].file:
            continue
        if before.parent == after.parent and before.start_byte < after.start_byte:
            return True
    return False


def _is_remade(growing: Growing, changes: tuple[Mutation, ...]) -> bool:
    """Tell whether a map is replaced, or its address is given to code that may do so."""
    return any(
        change.change is Change.REPLACE and not growing.is_filling(change) for change in changes
    )


def _remake(changes: tuple[Mutation, ...], removal: Mutation, declared: Site | None) -> str:
    """Return the statement that makes a map anew, where nobody else has the old one."""
    is_alone = all(c.outer is None and c.change is not Change.SHARED for c in changes)
    holder = None if declared is None else declared.node.parent
    kind = None if holder is None else holder.child_by_field_name("type")
    if removal.change is not Change.CLEAR or not is_alone or kind is None:
        return ""
    spelled = text(kind)
    if kind.type != "map_type" or "." in spelled or removal.calls:
        return ""
    return f"{text(removal.place)} = make({spelled})"
