"""The literals of `@rule`, read from the file, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import libcst as cst

from gomemlint.authoring.reading import called, string
from gomemlint.model.findings import Confidence, Severity, Tier
from gomemlint.model.rules import Needs, RuleMetadata

TEXTS = ("code", "name", "since")
MEMBERS: dict[str, type[Enum]] = {
    "severity": Severity,
    "confidence": Confidence,
    "tier": Tier,
    "needs": Needs,
}
OPTIONS = "options"
Member = TypeVar("Member", bound=Enum)


@dataclass(frozen=True, slots=True)
class Fault:
    """An argument that does not follow the contract, and why."""

    node: cst.CSTNode
    message: str


@dataclass(frozen=True, slots=True)
class Literals:
    """The arguments of one `@rule`."""

    call: cst.Call

    def argument(self, name: str) -> cst.BaseExpression | None:
        """Return the value of an argument, None if it is not given by name."""
        for argument in self.call.args:
            if argument.keyword is not None and argument.keyword.value == name:
                return argument.value
        return None

    def text(self, name: str) -> str | None:
        """Return a text, None where it is missing or computed."""
        node = self.argument(name)
        return None if node is None else string(node)

    def metadata(self) -> RuleMetadata | None:
        """Return all of them, None if one is missing or computed."""
        code, name, since = map(self.text, TEXTS)
        severity = self._member("severity", Severity)
        confidence = self._member("confidence", Confidence)
        tier = self._member("tier", Tier)
        needs = self._member("needs", Needs)
        if code is None or name is None or since is None:
            return None
        if severity is None or confidence is None or tier is None or needs is None:
            return None
        return RuleMetadata(code, name, severity, confidence, tier, since, needs)

    def faults(self) -> Iterator[Fault]:
        """Yield what is missing, computed or unknown."""
        for argument in self.call.args:
            keyword = argument.keyword.value if argument.keyword else ""
            if keyword not in (*TEXTS, *MEMBERS, OPTIONS):
                known = ", ".join((*TEXTS, *MEMBERS, OPTIONS))
                yield Fault(argument, f"@rule takes {known}, each by name, and nothing else")
        for name in (*TEXTS, *MEMBERS):
            node = self.argument(name)
            if node is None:
                yield Fault(self.call, f"@rule lacks {name}")
            elif name in TEXTS and string(node) is None:
                yield Fault(node, f"{name} is computed; write the text itself")
            elif name in MEMBERS and self._member(name, MEMBERS[name]) is None:
                kind = MEMBERS[name]
                members = ", ".join(f"{kind.__name__}.{each.name}" for each in kind)
                yield Fault(node, f"{name} must be one of {members}, written out")

    def _member(self, name: str, kind: type[Member]) -> Member | None:
        node = self.argument(name)
        return None if node is None else member(node, kind)


def member(node: cst.BaseExpression, kind: type[Member]) -> Member | None:
    """Return the member of an enumeration that an expression spells, flags joined by `|`."""
    match node:
        case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
            first, second = member(left, kind), member(right, kind)
            if isinstance(first, Needs) and isinstance(second, Needs):
                joined = first | second
                return joined if isinstance(joined, kind) else None
            return None
        case cst.Attribute(value=cst.Name(value=owner), attr=cst.Name(value=name)):
            return kind.__members__.get(name) if owner == kind.__name__ else None
        case _:
            return None


def constant_metadata(module: cst.Module) -> RuleMetadata | None:
    """Return what `METADATA = RuleMetadata(...)` says, as the rules of the engine itself do."""
    for statement in module.body:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(value=cst.Call() as call)]):
                if called(call) == RuleMetadata.__name__:
                    return Literals(call).metadata()
            case _:
                continue
    return None
