"""How to read a statement: blocks, branches, loops, switches, assignments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.syntax.expressions import operator, parenthesised
from gomemlint.syntax.nodes import enclosing, named, token

STATEMENTS = frozenset(
    {
        "assignment_statement",
        "block",
        "break_statement",
        "const_declaration",
        "continue_statement",
        "dec_statement",
        "defer_statement",
        "empty_statement",
        "expression_statement",
        "expression_switch_statement",
        "fallthrough_statement",
        "for_statement",
        "go_statement",
        "goto_statement",
        "if_statement",
        "inc_statement",
        "labeled_statement",
        "receive_statement",
        "return_statement",
        "select_statement",
        "send_statement",
        "short_var_declaration",
        "switch_statement",
        "type_declaration",
        "type_switch_statement",
        "var_declaration",
    }
)
CASES = frozenset({"communication_case", "default_case", "expression_case", "type_case"})
SWITCHES = frozenset({"expression_switch_statement", "select_statement", "type_switch_statement"})
# What runs a block if a condition holds: a case of a `switch` without a tag is a branch, too.
BRANCHES = frozenset({"if_statement", "expression_case"})
# What assigns or declares values; `var_spec` stands for `var` with one or several names.
ASSIGNMENTS = frozenset(
    {
        "assignment_statement",
        "const_spec",
        "range_clause",
        "receive_statement",
        "short_var_declaration",
        "var_spec",
    }
)


@dataclass(frozen=True, slots=True)
class Assigned:
    """One target of an assignment and where its value comes from.

    `value` is None for `var x T`. Where one call, receive or lookup fills several targets, `value`
    is that expression and `result` says which of its results; otherwise `result` is None.
    `operator` is `=`, `:=` or an operation such as `+=`.
    """

    target: Node
    value: Node | None
    operator: str
    result: int | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """The parts of `for key, value := range operand`."""

    key: Node | None
    value: Node | None
    operand: Node
    defines: bool


def statements(block: Node) -> tuple[Node, ...]:
    """Return the statements of a block or of a case, without empty ones."""
    listed = next((child for child in block.named_children if child.type == "statement_list"), None)
    if listed is None:
        return ()
    return tuple(child for child in named(listed) if child.type != "empty_statement")


def body(node: Node) -> Node | None:
    """Return the block of a function, loop or `if`."""
    return node.child_by_field_name("body") or node.child_by_field_name("consequence")


def enclosing_statement(node: Node) -> Node | None:
    """Return the innermost statement that holds a node or is it."""
    return node if node.type in STATEMENTS else enclosing(node, STATEMENTS)


def enclosing_block(node: Node) -> Node | None:
    """Return the innermost block or case that holds a node."""
    return enclosing(node, CASES | {"block"})


def listed(node: Node | None) -> tuple[Node, ...]:
    """Return the members of an expression list; any other node is a list of itself."""
    if node is None:
        return ()
    return named(node) if node.type == "expression_list" else (node,)


def assigned(node: Node) -> Iterator[Assigned]:
    """Yield target by target what an assignment, declaration or receive assigns.

    `x++` and `x--` are `x += 1` and `x -= 1` without a value. A range clause gives its operand as
    the value: result 0 is the key, result 1 the element.
    """
    if node.type in {"inc_statement", "dec_statement"}:
        yield Assigned(named(node)[0], None, "+=" if node.type == "inc_statement" else "-=")
        return
    if node.type in {"var_declaration", "const_declaration"}:
        for spec in specs(node):
            yield from assigned(spec)
        return
    targets, values = _sides(node)
    sign = ":=" if node.type in {"var_spec", "const_spec"} else operator(node)
    ranges = node.type == "range_clause"
    if len(targets) == len(values) and not ranges:
        for target, value in zip(targets, values, strict=True):
            yield Assigned(target, value, sign)
        return
    source = values[0] if len(values) == 1 else None
    for position, target in enumerate(targets):
        yield Assigned(target, source, sign, None if source is None else position)


def named_by(value: Node) -> Node | None:
    """Return the identifier of `x := value`, `var x = value` or `x = value`, None for others."""
    place = parenthesised(value)
    holder = place.parent
    statement = holder.parent if holder is not None and holder.type == "expression_list" else None
    if statement is None or statement.type not in ASSIGNMENTS:
        return None
    targets = tuple(each.target for each in assigned(statement))
    is_alone = len(targets) == 1 and targets[0] != place
    return targets[0] if is_alone and targets[0].type == "identifier" else None


def specs(declaration: Node) -> tuple[Node, ...]:
    """Return the specs of a `var`, `const` or `type` declaration, grouped or not."""
    kinds = {"var_spec", "const_spec", "type_spec", "type_alias"}
    inside: list[Node] = []
    for child in named(declaration):
        inside += named(child) if child.type == "var_spec_list" else (child,)
    return tuple(spec for spec in inside if spec.type in kinds)


def declared(node: Node) -> tuple[Node, ...]:
    """Return the identifiers that a statement, clause, spec or parameter may declare.

    Of `a, b := f()` both, though one of them may exist already: the type checker knows which.
    Blank identifiers are left out.
    """
    match node.type:
        case "var_declaration" | "const_declaration":
            return tuple(name for spec in specs(node) for name in declared(spec))
        case "var_spec" | "const_spec" | "parameter_declaration" | "variadic_parameter_declaration":
            names = [name for name in node.children_by_field_name("name") if name.is_named]
        case "type_switch_statement":
            names = list(listed(node.child_by_field_name("alias")))
        case "short_var_declaration" | "range_clause" | "receive_statement":
            defines = token(node, ":=") is not None
            names = list(listed(node.child_by_field_name("left"))) if defines else []
        case "communication_case":
            communication = node.child_by_field_name("communication")
            return () if communication is None else declared(communication)
        case _:
            names = []
    return tuple(name for name in names if name.type == "identifier" and name.text != b"_")


def range_of(loop: Node) -> Range | None:
    """Return the parts of a range loop, None for any other."""
    clause = next((child for child in loop.named_children if child.type == "range_clause"), None)
    operand = None if clause is None else clause.child_by_field_name("right")
    if clause is None or operand is None:
        return None
    key, value = (*listed(clause.child_by_field_name("left")), None, None)[:2]
    return Range(key, value, operand, token(clause, ":=") is not None)


def condition(node: Node) -> Node | None:
    """Return the condition of an `if` or `for`, or the only one of a case of a bare `switch`.

    None for an endless or range loop, and for cases of a value.
    """
    if node.type == "expression_case":
        is_bare = node.parent is not None and node.parent.child_by_field_name("value") is None
        tests = case_values(node)
        return tests[0] if is_bare and len(tests) == 1 else None
    given = node.child_by_field_name("condition")
    if given is not None or node.type != "for_statement":
        return given
    for child in named(node):
        if child.type == "for_clause":
            return child.child_by_field_name("condition")
        if child.type not in {"block", "range_clause"}:
            return child
    return None


def initializer(node: Node) -> Node | None:
    """Return the statement before the first `;` of an `if`, `for` or `switch`."""
    clause = next((child for child in node.named_children if child.type == "for_clause"), node)
    return clause.child_by_field_name("initializer")


def update(loop: Node) -> Node | None:
    """Return the post statement of a `for` with three parts."""
    clause = next((child for child in loop.named_children if child.type == "for_clause"), None)
    return None if clause is None else clause.child_by_field_name("update")


def is_endless(loop: Node) -> bool:
    """Tell whether a loop is `for {}`, `for ;; {}` or `for true {}`."""
    given = condition(loop)
    if given is not None:
        return given.type == "true"
    return loop.type == "for_statement" and range_of(loop) is None


def taken(branch: Node) -> Node | None:
    """Return what runs if the condition of a branch holds."""
    return branch if branch.type == "expression_case" else branch.child_by_field_name("consequence")


def alternative(branch: Node) -> Node | None:
    """Return what follows `else`: a block or another `if`."""
    return branch.child_by_field_name("alternative")


def cases(switch: Node) -> tuple[Node, ...]:
    """Return the cases of a `switch` or `select`, the default among them."""
    return tuple(child for child in switch.named_children if child.type in CASES)


def case_values(case: Node) -> tuple[Node, ...]:
    """Return the expressions or types of a case, none of the default and of a `select`."""
    if case.type == "type_case":
        # The grammar gives the commas the field of the types.
        return tuple(kind for kind in case.children_by_field_name("type") if kind.is_named)
    return listed(case.child_by_field_name("value"))


def label(node: Node) -> Node | None:
    """Return the label of a labelled statement, or the one that a branch goes to."""
    return next((child for child in node.named_children if child.type == "label_name"), None)


def returned(statement: Node) -> tuple[Node, ...]:
    """Return the values of a `return`."""
    inside = named(statement)
    return listed(inside[0]) if inside else ()


def started_call(statement: Node) -> Node | None:
    """Return the call of a `go` or `defer`."""
    inside = named(statement)
    return inside[0] if inside else None


def _sides(node: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    names = tuple(name for name in node.children_by_field_name("name") if name.is_named)
    if node.type in {"var_spec", "const_spec"}:
        return names, listed(node.child_by_field_name("value"))
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    return listed(left), listed(right)


def counts_rounds(statement: Node) -> bool:
    """Tell whether `i++` is that of a loop with a condition: the next loop counts anew."""
    clause = statement.parent
    return (
        clause is not None
        and clause.type == "for_clause"
        and clause.child_by_field_name("condition") is not None
    )
