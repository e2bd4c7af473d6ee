"""What a program runs as one of its commands: once, and then it ends."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.model.gotypes import Named
from gomemlint.semantic.program.code import File
from gomemlint.syntax.expressions import parenthesised
from gomemlint.syntax.nodes import ancestors, text

_COMMANDS = re.compile(r"github\.com/(?:spf13/cobra|urfave/cli(?:/v\d+)?)\.(?:Command|App)")
_ACTIONS = re.compile(r"(?:Persistent)?(?:Pre|Post)?RunE?|Action|Before|After")


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
