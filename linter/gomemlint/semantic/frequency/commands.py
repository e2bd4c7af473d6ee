"""What a program runs as one of its commands: once, and then it ends."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.model.gotypes import Named, Pointer
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import parenthesised
from gomemlint.syntax.nodes import ancestors, enclosing, text

_COMMANDS = re.compile(r"github\.com/(?:spf13/cobra|urfave/cli(?:/v\d+)?)\.(?:Command|App)")
_ACTIONS = re.compile(r"(?:Persistent)?(?:Pre|Post)?RunE?|Action|Before|After")
_METHODS = re.compile(r"Run|BeforeApply|AfterApply")
_TAG = re.compile(r"\bcmd:")


def is_command(index: Index, function: Function) -> bool:
    """Tell whether a function is run for a command, and the program ends behind it."""
    if function.declared is None:
        return False
    if function.receiver is None:
        return any(is_action(use.file, use.node) for use in index.uses(function.key))
    if _METHODS.fullmatch(function.declared.name) is None:
        return False
    return any(_is_tagged(use.node) for use in index.uses(function.declared.owner))


def is_flag(function: Function) -> bool:
    """Tell whether a method is `Set(string) error` of a `flag.Value`: it reads a command line."""
    receiver, declared = function.receiver, function.declared
    if receiver is None or receiver.object is None or declared is None or declared.name != "Set":
        return False
    given = [
        getattr(function.file.types.type_of(each.object), "spelling", "")
        for each in function.parameters
        if each.object is not None
    ]
    returned = [text(result.type) for result in function.results]
    type_ = function.file.types.type_of(receiver.object)
    type_ = type_.element if isinstance(type_, Pointer) else type_
    is_spelled = isinstance(type_, Named) and "String" in type_.methods
    return is_spelled and given == ["string"] and returned == ["error"]


def _is_tagged(type_name: Node) -> bool:
    """Tell whether a type is that of a field that stands for a command: `cmd:""` in its tag."""
    field = enclosing(type_name, ("field_declaration", "block"))
    tag = None if field is None else field.child_by_field_name("tag")
    return tag is not None and _TAG.search(text(tag)) is not None


def is_action(file: File, value: Node) -> bool:
    """Tell whether a function is what a command of a command line runs: `RunE: run`."""
    holder = parenthesised(value).parent
    if holder is not None and holder.type == "literal_element":
        holder = holder.parent
    if holder is None or holder.type != "keyed_element":
        return False
    key = holder.named_children[0]
    if key == holder.named_children[-1] or _ACTIONS.fullmatch(text(key)) is None:
        return False
    literal = next((o for o in ancestors(holder) if o.type == "composite_literal"), None)
    type_ = None if literal is None else file.type_of(literal)
    return isinstance(type_, Named) and _COMMANDS.fullmatch(type_.key) is not None
