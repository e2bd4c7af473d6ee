"""What the engine itself has to say about a run."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from gomemlint.contract import Rule
from gomemlint.engine.linemaps import mapped_targets
from gomemlint.engine.world import World
from gomemlint.errors import BadRule
from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Notice
from gomemlint.semantic.module import Module
from gomemlint.semantic.package import Package
from gomemlint.semantic.program.code import File
from gomemlint.toolchain.canary import Canary
from gomemlint.toolchain.diagnostics import BlockFacts


def text_notices(world: World, package: GoPackage, block: BlockFacts) -> Iterator[Notice]:
    """Yield what could not be read of the compiler's text about a package."""
    for line in block.unclassified:
        yield Notice(
            code="line-unclassified",
            message=f"the compiler printed a line of unknown form: {line.strip()!r}",
            package=package.path,
            incomplete=world.listing.canary is not Canary.ESCAPES,
        )


def tree_notices(package: GoPackage, file: File) -> Iterator[Notice]:
    """Yield what could not be read of a file."""
    tree = file.tree
    if tree.too_deep is not None:
        yield Notice(
            code="file-too-deep",
            message=f"nested deeper than {tree.too_deep.limit} levels; no rule looked at the file",
            path=file.path,
            line=tree.too_deep.position.line,
            package=package.path,
            incomplete=True,
        )
    if tree.errors and package.is_compiled:
        fault = tree.errors[0]
        yield Notice(
            code="syntax-unknown",
            message=f"Go accepts what our grammar does not, near {fault.token!r}; "
            "rules may miss something in this file",
            path=file.path,
            line=fault.position.line,
            package=package.path,
            incomplete=True,
        )


def mapped_lines(package: Package, said: Iterable[BlockFacts]) -> Iterator[Notice]:
    """Say which facts cannot be placed: those of `//line`, once, and those of unknown files.

    A file that a program wrote is expected to map its lines to what it was made of.
    """
    mapping = [(f, targets) for f in package.files if (targets := mapped_targets(f))]
    expected = {PurePath(target).name for _, targets in mapping for target in targets}
    by_hand = [file.path for file, _ in mapping if not file.is_generated]
    if by_hand:
        yield Notice(
            code="fact-unmapped",
            message="//line directives give lines other names; what the compiler decided about "
            "them is unknown",
            path=by_hand[0],
            package=package.path,
        )
    for block in said:
        for name, count in block.unmapped.items():
            if PurePath(name).name not in expected:
                yield Notice(
                    code="fact-unmapped",
                    message=f"{count} records of the compiler name {name}, "
                    "which is no file of the run",
                    package=package.path,
                )


def flow_refused(module: Module) -> Iterator[Notice]:
    """Say which functions were too much to follow."""
    for function, reason in module.index.refused():
        yield Notice(
            code="flow-refused",
            message=f"{function.name} is not followed from statement to statement: {reason}; "
            "rules that ask what happens before and after say nothing about it",
            path=function.file.path,
            line=function.node.start_point[0] + 1,
            package=function.file.package,
        )


def unreadable(world: World, package: GoPackage, error: OSError) -> Notice:
    """Say that a file that Go listed cannot be read."""
    return Notice(
        code="file-unreadable",
        message=f"cannot be read: {error.strerror or error}; the package was not analysed",
        path=world.relative(str(error.filename or package.directory)),
        package=package.path,
        blocks=1,
        incomplete=True,
    )


def rule_failed(rule: Rule, package: str, error: BaseException) -> Notice:
    """Say that a rule failed on a package, and where in its code."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    return _of_rule(rule, package, f"failed: {type(error).__name__}: {error}{where}")


def rule_too_slow(rule: Rule, package: str, limit_s: float) -> Notice:
    """Say that a rule was interrupted."""
    what = f"did not finish within {limit_s:g} s and was stopped"
    return _of_rule(rule, package, f"{what}; --rule-timeout gives it more time")


def rule_given_up(rule: Rule, package: str, overruns: int) -> Notice:
    """Say that a rule was not run, because it did not finish before."""
    what = f"was not run: it did not finish in {overruns} packages before"
    return _of_rule(rule, package, f"{what}; --rule-timeout gives it more time")


def rule_refused(rule: Rule, package: str, refused: Sequence[BadRule]) -> Notice:
    """Say that findings of a rule were dropped, and why the first of them was."""
    more = f"; so are {len(refused) - 1} more" if len(refused) > 1 else ""
    what = f"breaks the contract of rules: {refused[0]}; the finding is dropped{more}"
    return _of_rule(rule, package, what)


def _of_rule(rule: Rule, package: str, what: str) -> Notice:
    message = f"{rule.metadata.code} {what}"
    return Notice("rule-failed", message, package=package, incomplete=True)


def canary_notices(canary: Canary) -> Iterator[Notice]:
    """Say that the compiler did not report what it must."""
    if canary is Canary.SILENT:
        yield Notice(
            code="canary-silent",
            message="the compiler did not report the escape in our own test package; "
            "its facts cannot be trusted with this toolchain and these settings",
            incomplete=True,
        )


def changed_notices(world: World, paths: Iterable[str]) -> Iterator[Notice]:
    """Say which files changed while they were analysed."""
    for path in paths:
        yield Notice(
            code="file-changed",
            message="changed while it was analysed; findings that touch it are left out: run again",
            path=world.relative(path),
            incomplete=True,
        )
