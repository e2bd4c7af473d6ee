"""What the engine itself has to say about a run."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence

from gomemlint.contract import Rule
from gomemlint.engine.world import World
from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Notice
from gomemlint.syntax.parsing import SyntaxTree
from gomemlint.toolchain.canary import Canary
from gomemlint.toolchain.diagnostics import BlockFacts


def scan_notices(
    world: World,
    package: GoPackage,
    trees: Mapping[str, SyntaxTree],
    said: Sequence[BlockFacts],
) -> Iterator[Notice]:
    """Yield what could not be read of a package."""
    for path, tree in trees.items():
        yield from _tree_notices(world, package, path, tree)
    for block in said:
        for line in block.unclassified:
            yield Notice(
                code="line-unclassified",
                message=f"the compiler printed a line of unknown form: {line.strip()!r}",
                package=package.path,
                incomplete=world.listing.canary is not Canary.ESCAPES,
            )
        for name, count in block.unmapped.items():
            yield Notice(
                code="fact-unmapped",
                message=f"{count} records of the compiler name {name}, which is no file of the run",
                package=package.path,
            )


def _tree_notices(
    world: World, package: GoPackage, path: str, tree: SyntaxTree
) -> Iterator[Notice]:
    if tree.too_deep is not None:
        yield Notice(
            code="file-too-deep",
            message=f"nested deeper than {tree.too_deep.limit} levels; no rule looked at the file",
            path=world.relative(path),
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
            path=world.relative(path),
            line=fault.position.line,
            package=package.path,
            incomplete=True,
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


def rule_failed(rule: Rule, package: str, error: Exception) -> Notice:
    """Say that a rule failed on a package, and where in its code."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    return Notice(
        code="rule-failed",
        message=f"{rule.metadata.code} failed: {type(error).__name__}: {error}{where}",
        package=package,
        incomplete=True,
    )


def canary_notices(canary: Canary) -> Iterator[Notice]:
    """Say that the compiler did not report what it must."""
    if canary is Canary.SILENT:
        yield Notice(
            code="canary-silent",
            message="the compiler did not report the escape in our own test package; "
            "its facts cannot be trusted with this toolchain and these settings",
            incomplete=True,
        )
