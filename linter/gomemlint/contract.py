"""What engine and rules promise each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypedDict, TypeVar, Unpack, cast, overload

from gomemlint.errors import BadRule
from gomemlint.model.findings import Confidence, Finding, Severity, Tier
from gomemlint.model.rules import CODE, NAME, Needs, RuleMetadata
from gomemlint.semantic.package import Package

Options = TypeVar("Options")
Detect: TypeAlias = Callable[[Package], Iterator[Finding]]
DetectWith: TypeAlias = Callable[[Package, Options], Iterator[Finding]]

API = "gomemlint.api"
CATCHES_ALL = "BaseException"
PURE_MODULES = frozenset(
    {
        "__future__", "abc", "bisect", "collections", "dataclasses", "enum", "fractions",
        "functools", "heapq", "itertools", "math", "operator", "re", "string", "textwrap",
        "types", "typing", "unicodedata",
    }
)  # fmt: skip


def may_import(module: str) -> bool:
    """Tell whether a rule may import a module: our API, or what computes and does nothing else."""
    return module == API or module.partition(".")[0] in PURE_MODULES


@dataclass(frozen=True, slots=True)
class Rule:
    """A pure generator of findings with its metadata.

    `detect` takes a package and an instance of `options`, or None for a rule without options.
    `module` is the import path of the file that defines the rule; its docstring is the page.
    """

    metadata: RuleMetadata
    detect: Callable[[Package, object], Iterator[Finding]]
    options: type | None
    module: str


class Literals(TypedDict):
    """The arguments of `@rule`: literals, so that a rule can be read without being run."""

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    tier: Tier
    since: str
    needs: Needs


@overload
def rule(*, options: None = None, **literals: Unpack[Literals]) -> Callable[[Detect], Rule]: ...


@overload
def rule(
    *, options: type[Options], **literals: Unpack[Literals]
) -> Callable[[DetectWith[Options]], Rule]: ...


def rule(
    *, options: type[Options] | None = None, **literals: Unpack[Literals]
) -> Callable[[Detect], Rule] | Callable[[DetectWith[Options]], Rule]:
    """Make a `Rule` of a generator `def rule(package)` or `def rule(package, options)`.

    `options` names a frozen dataclass with defaults. Raise `BadRule` for a code or name that
    does not follow the rules of naming.
    """
    metadata = RuleMetadata(**literals)
    if not CODE.fullmatch(metadata.code):
        raise BadRule(f"{metadata.code!r} is no rule code; write capital letters and three digits")
    if not NAME.fullmatch(metadata.name):
        raise BadRule(f"{metadata.name!r} is no rule name; write lower case with hyphens")

    def plain(detect: Detect) -> Rule:
        return Rule(metadata, lambda package, _: detect(package), None, detect.__module__)

    def with_options(detect: DetectWith[Options]) -> Rule:
        def run(package: Package, given: object) -> Iterator[Finding]:
            return detect(package, cast(Options, given))  # decoded into `options` by the engine

        return Rule(metadata, run, options, detect.__module__)

    return plain if options is None else with_options
