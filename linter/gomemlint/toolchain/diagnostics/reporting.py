"""What a reader must know about a block: lines and places that mean nothing to us."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.report import Notice
from gomemlint.toolchain.diagnostics.parsing import BlockFacts

LONGEST = 200


def notices_of(package: str, facts: BlockFacts) -> Iterator[Notice]:
    """Yield one notice for each kind of thing in a package's block that we could not use.

    A line of unknown form makes the run incomplete, and so does a block of another directory's
    run; facts about the targets of `//line` directives do not, their code is written elsewhere.
    """
    if facts.unclassified:
        line, count = next(iter(facts.unclassified)), sum(facts.unclassified.values())
        message = f"{lines(count)} of unknown form, the first: {line[:LONGEST]}"
        yield Notice("line-unclassified", message, package=package, incomplete=True)
    if facts.is_stale:
        message = (
            "the compiler's text comes from a run of go in another folder, its paths cannot be "
            "told; run `go clean -cache`"
        )
        yield Notice("fact-unmapped", message, package=package, incomplete=True)
    elif facts.unmapped:
        count = sum(facts.unmapped.values())
        named = ", ".join(facts.unmapped)
        message = f"{lines(count)} about {named[:LONGEST]}: no file of this run"
        yield Notice("fact-unmapped", message, package=package)


def lines(count: int) -> str:
    """Spell a number of the compiler's lines."""
    return "a line of the compiler" if count == 1 else f"{count} lines of the compiler"
