"""Edits that keep what loops make anew."""

from __future__ import annotations

import re
import warnings

from tree_sitter import Node

from gomemlint.model.findings import Edit
from gomemlint.model.gotypes import Basic, GoObject, Scope, Unknown
from gomemlint.model.spans import Span
from gomemlint.semantic.churn.accumulating import Accumulation
from gomemlint.semantic.churn.rounds import RoundMap
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.edits import called, is_free, line_before, replaced, with_imports
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import STRINGS, arguments, called_name, is_call, parenthesised
from gomemlint.syntax.functions import (
    enclosing_declaration,
    enclosing_function,
    enclosing_loop,
    enclosing_loops,
)
from gomemlint.syntax.nodes import contains, descendants, text
from gomemlint.syntax.statements import assigned, enclosing_statement

_CLEARS = (1, 21)
_COMPILE = "regexp.MustCompile"
# What Python's expressions have and Go's have not, or mean otherwise (package regexp/syntax).
_NOT_IN_GO = re.compile(r"\(\?(?:[=!#(>aLux]|<[=!]|P[=>])|\\[1-9ZNuUx]|[*+?}]\+|\{,|&&|--|~~")


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
    if any(_is_of(file, node, outermost) for node in descendants(churn.made)):
        return ()
    return (
        line_before(file, outermost, text(statement)),
        replaced(file, statement, f"clear({churn.name})"),
    )


def _is_of(file: File, name: Node, loop: Node) -> bool:
    """Tell whether a name means something that a loop declares: a type, for example."""
    meant = file.object_of(name) if name.type in ("identifier", "type_identifier") else None
    declared = meant.declaration if isinstance(meant, GoObject) else None
    is_here = declared is not None and declared.path == file.absolute
    return declared is not None and is_here and loop.start_byte <= declared.offset < loop.end_byte


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


def pattern_hoisted(call: Site) -> tuple[Edit, ...]:
    """Return the edits that compile a regular expression in a package variable.

    There are none unless the expression is surely valid: in a package variable, one that is not
    ends the program while it starts.
    """
    file, node = call.file, call.node
    name, declaration = called_name(node), enclosing_declaration(node)
    meant = None if name is None else file.object_of(name)
    given = arguments(node)
    if declaration is None or not isinstance(meant, GoObject) or meant.key != _COMPILE:
        return ()
    if len(given) != 1 or given[0].type not in STRINGS or not _is_valid(file, given[0]):
        return ()
    pattern = _pattern_name(declaration, node)
    is_taken = not isinstance(file.types.object(f"{file.package}.{pattern}"), Unknown)
    if not pattern or is_taken or not is_free(file, pattern):
        return ()
    start = file.lines.position(_documented(declaration).start_byte)
    variable = Edit(Span(file.path, start, start), f"var {pattern} = {text(node)}\n\n")
    return (variable, replaced(file, node, pattern))


def _is_valid(file: File, literal: Node) -> bool:
    """Tell whether an expression is valid for Go: it is for Python too, and means the same."""
    value = file.constant_of(literal)
    if isinstance(value, Unknown) or _NOT_IN_GO.search(value):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(value)
    except (re.error, FutureWarning, DeprecationWarning, OverflowError):
        return False
    return True


def _pattern_name(declaration: Node, call: Node) -> str:
    """Name a pattern after its function and variable, empty if two would share the name."""
    function = declaration.child_by_field_name("name")
    statement = enclosing_statement(call)
    pairs = () if statement is None else tuple(assigned(statement))
    variables = [pair.target for pair in pairs if pair.value == call]
    rivals = [
        node
        for node in descendants(declaration)
        if is_call(node)
        and (found := called_name(node)) is not None
        and text(found) == "MustCompile"
    ]
    if function is None or (not variables and len(rivals) > 1):
        return ""
    owner, own = text(function), text(variables[0]) if variables else "pattern"
    return f"{owner[:1].lower()}{owner[1:]}{own[:1].upper()}{own[1:]}"


def _documented(declaration: Node) -> Node:
    """Return the first comment that belongs to a declaration, itself if there is none."""
    first = declaration
    while (above := first.prev_named_sibling) is not None and above.type == "comment":
        if first.start_point.row - above.end_point.row > 1:
            break
        first = above
    return first
