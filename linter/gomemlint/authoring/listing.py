"""`gomemlint rule list --static`: the rules of a third party, without running their code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gomemlint.authoring.metadata import Literals, constant_metadata
from gomemlint.authoring.reading import RuleFile
from gomemlint.errors import BadRule
from gomemlint.model.documentation import RuleDoc
from gomemlint.model.rules import RuleMetadata


@dataclass(frozen=True, slots=True)
class StaticRule:
    """A rule as its file describes it.

    `doc` is None where the docstring is no page; `imports` are sorted, `queries` in the order
    of the file.
    """

    path: Path
    line: int
    metadata: RuleMetadata
    doc: RuleDoc | None
    imports: tuple[str, ...]
    queries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A rule that cannot be read without running it, or a file that is no Python."""

    path: Path
    line: int
    reason: str


def read(paths: Iterable[Path]) -> Iterator[StaticRule | Unreadable]:
    """Yield the rules that files define, file by file."""
    for path in paths:
        try:
            file = RuleFile.read(path)
        except BadRule as error:
            yield Unreadable(path, 1, str(error))
            continue
        for declaration in file.declarations:
            line = file.area(declaration.function).line
            metadata = Literals(declaration.call).metadata()
            if metadata is None:
                faults = (fault.message for fault in Literals(declaration.call).faults())
                yield Unreadable(path, line, "; ".join(faults))
            else:
                yield _described(file, line, metadata)
        own = constant_metadata(file.module)
        if own is not None:
            yield _described(file, 1, own)


def _described(file: RuleFile, line: int, metadata: RuleMetadata) -> StaticRule:
    return StaticRule(
        path=file.path,
        line=line,
        metadata=metadata,
        doc=_page(file, metadata),
        imports=tuple(sorted({each.module for each in file.imports})),
        queries=tuple(each.text for each in file.queries if each.text is not None),
    )


def _page(file: RuleFile, metadata: RuleMetadata) -> RuleDoc | None:
    try:
        return RuleDoc.parse(file.docstring, metadata.code)
    except BadRule:
        return None
