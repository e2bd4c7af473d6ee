"""Edits that keep what loops make anew."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.findings import Edit
from gomemlint.model.gotypes import Basic, GoObject, Scope
from gomemlint.semantic.churn.accumulating import Accumulation
from gomemlint.semantic.churn.rounds import RoundMap
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.edits import called, line_before, replaced, with_imports
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import arguments, parenthesised
from gomemlint.syntax.functions import enclosing_function, enclosing_loop, enclosing_loops
from gomemlint.syntax.nodes import contains, descendants, text
from gomemlint.syntax.statements import assigned, enclosing_statement

_CLEARS = (1, 21)


def builder_instead(
    index: Index, file: File, accumulation: Accumulation, *, is_only: bool
) -> tuple[Edit, ...]:
    """Return the edits that collect a string in a `strings.Builder`.

    There are none unless the string is a local variable that is empty first, made longer by `+=`
    alone, and read once behind the loop.
    """
    variable = file.object_of(accumulation.target)
    if not isinstance(variable, GoObject) or variable.scope is not Scope.LOCAL or not is_only:
        return ()
    if not isinstance(file.types.type_of(variable), Basic):
        return ()
    declared, builder = index.declaration(variable), called(file, "strings")
    beginning = None if declared is None else _empty_declaration(declared.node)
    if beginning is None or builder is None or accumulation.call is not None:
        return ()
    edits = [replaced(file, beginning, f"var {variable.name} {builder}.Builder")]
    reads: list[Site] = []
    for use in index.uses(variable.key):
        step = enclosing_statement(use.node)
        written = None if step is None else _written(file, step, use.node)
        if step is not None and written is not None:
            edits.append(replaced(file, step, f"{variable.name}.WriteString({written})"))
        else:
            reads.append(use)
    if len(reads) != 1 or not _is_behind(reads[0].node, accumulation.loop):
        return ()
    edits.append(replaced(file, reads[0].node, f"{variable.name}.String()"))
    return with_imports(file, edits, "strings")


def map_kept(file: File, churn: RoundMap) -> tuple[Edit, ...]:
    """Return the edits that make a map before all loops around it, and clear it in each round.

    There are none if its size depends on the round, or something else goes by its name.
    """
    statement, function = enclosing_statement(churn.made), enclosing_function(churn.loop)
    outermost = tuple(enclosing_loops(churn.made))[-1]
    is_sized = churn.made.type != "composite_literal" and len(arguments(churn.made)) != 1
    if statement is None or function is None or is_sized or file.language < _CLEARS:
        return ()
    is_declared = statement.type == "short_var_declaration"
    is_whole = parenthesised(churn.made).parent == statement.child_by_field_name("right")
    others = (
        node
        for node in descendants(function)
        if node.type in ("identifier", "type_identifier") and text(node) == churn.name
    )
    if not is_declared or not is_whole or any(not contains(outermost, each) for each in others):
        return ()
    return (
        line_before(file, outermost, text(statement)),
        replaced(file, statement, f"clear({churn.name})"),
    )


def _empty_declaration(name: Node) -> Node | None:
    """Return the statement that declares one empty string, None for any other declaration."""
    statement = enclosing_statement(name)
    if statement is None or statement.type not in ("short_var_declaration", "var_declaration"):
        return None
    pairs = tuple(assigned(statement))
    if len(pairs) != 1 or text(statement).startswith("var ("):
        return None
    value = pairs[0].value
    return statement if value is None or text(value) in ('""', "``") else None


def _written(file: File, step: Node, use: Node) -> str | None:
    """Spell what `s += x` adds to a variable, None if a statement does something else."""
    pairs = tuple(assigned(step)) if step.type == "assignment_statement" else ()
    if len(pairs) != 1 or pairs[0].target != use or pairs[0].operator != "+=":
        return None
    value = pairs[0].value
    if value is None:
        return None
    return text(value) if isinstance(file.type_of(value), Basic) else f"string({text(value)})"


def _is_behind(read: Node, loop: Node) -> bool:
    """Tell whether a variable is read behind a loop, by the same function and as often."""
    return (
        read.start_byte >= loop.end_byte
        and enclosing_function(read) == enclosing_function(loop)
        and enclosing_loop(read) == enclosing_loop(loop)
    )
