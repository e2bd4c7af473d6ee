"""One package's block of output, classified line by line and indexed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gomemlint.model.facts import Form
from gomemlint.toolchain.diagnostics.index import FileFacts
from gomemlint.toolchain.diagnostics.paths import PackagePaths
from gomemlint.toolchain.diagnostics.scanning import Entry, Scan


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """What one compile said.

    `files` holds the facts about the package's own files, `foreign` those about files of other
    packages, whose generic functions it instantiated; both by absolute path. `unmapped` counts
    the records under each printed name that belongs to no file; `unclassified` counts the
    lines of unknown form, `errors` holds those of a compile that failed. `counts` has every
    line of the block once, by form. `is_stale` tells that the text was made by a run of go in
    another directory, so that its relative names mean nothing.
    """

    files: Mapping[str, FileFacts]
    foreign: Mapping[str, FileFacts]
    unmapped: Mapping[str, int]
    unclassified: Mapping[str, int]
    errors: tuple[str, ...]
    counts: Mapping[Form, int]
    is_stale: bool


def parse_block(text: bytes, paths: PackagePaths, *, failed: bool = False) -> BlockFacts:
    """Classify every line of a block and index its facts by file and position.

    Never raises, whatever the text. `failed` tells that the package did not compile; a block
    without any record tells so itself, since type checks precede the optimizer.
    """
    scan = Scan.of(text)
    facts, unmapped = _mapped(scan, paths)
    counts = scan.counts()
    unclassified: dict[str, int] = {}
    errors: list[str] = []
    for form, line, copies in scan.remainder(failed=failed or not scan.named):
        counts[form] += copies
        if form is Form.UNCLASSIFIED:
            unclassified[line] = unclassified.get(line, 0) + copies
        elif form is Form.COMPILE_ERROR:
            errors.append(line)
    return BlockFacts(
        {path: found for path, found in facts.items() if path in paths.own},
        {path: found for path, found in facts.items() if path not in paths.own},
        unmapped,
        unclassified,
        tuple(errors),
        counts,
        paths.is_stale([_decoded(name) for name, _ in scan.sources()]),
    )


def discard_block(text: bytes) -> Mapping[Form, int]:
    """Count the lines of a block that is about no source, such as the main of a test binary."""
    scan = Scan.of(text)
    counts = scan.counts()
    rest = list(scan.remainder(failed=False))
    unclassified = sum(copies for form, _, copies in rest if form is Form.UNCLASSIFIED)
    discarded = counts.total() + sum(copies for _, _, copies in rest) - unclassified
    return {Form.DISCARDED: discarded, Form.UNCLASSIFIED: unclassified}


def _decoded(name: bytes) -> str:
    return name.decode(errors="replace")


def _mapped(scan: Scan, paths: PackagePaths) -> tuple[Mapping[str, FileFacts], Mapping[str, int]]:
    """Index the records under the files that their printed names belong to; count the others."""
    sources = [(_decoded(name), entries) for name, entries in scan.sources()]
    names = paths.resolve([name for name, _ in sources])
    by_path: dict[str, dict[Entry, int]] = {}
    unmapped: dict[str, int] = {}
    for name, entries in sources:
        copies = [scan.copies[record] for _, _, record in entries]
        if name in names:
            by_path.setdefault(names[name], {}).update(zip(entries, copies, strict=True))
        else:
            unmapped[name] = unmapped.get(name, 0) + sum(copies)
    facts = {path: FileFacts.of(path, records, names) for path, records in sorted(by_path.items())}
    return facts, dict(sorted(unmapped.items()))
