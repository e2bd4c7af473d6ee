"""Parts in JSON."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gomemlint.reporters.encoding import encode
from gomemlint.reporters.json import Document
from gomemlint.reporters.merging.whole import (
    UNREADABLE,
    Loaded,
    Merged,
    complete,
    damaged,
    noticed,
    spliced,
    summed,
    whole_run,
)


def merged(files: Iterable[tuple[str, bytes]]) -> Merged:
    """Merge the reports in files, given by name and content."""
    parts = complete([loaded(name, data) for name, data in files])
    findings = spliced(
        parts, lambda document: document.findings, lambda item: item.path, lambda part: part.files
    )
    notices = noticed(parts, lambda document: document.notices)
    whole = msgspec.structs.replace(
        parts[0].document,
        shard=msgspec.UNSET,
        findings=findings,
        notices=tuple(notices.values()),
        summary=summed([part.document.summary for part in parts], findings, notices),
    )
    return Merged(f"{encode(whole)}\n", findings, tuple(notices))


def loaded(name: str, data: bytes) -> Loaded[Document]:
    """Read a report that `reporters.json` wrote."""
    try:
        document = msgspec.json.decode(data, type=Document)
    except UNREADABLE as error:
        raise damaged(name, error) from error
    if document.shard is msgspec.UNSET:
        raise whole_run(name)
    return Loaded(name, document.shard, document.go, document)
