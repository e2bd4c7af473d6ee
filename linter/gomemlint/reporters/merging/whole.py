"""What several parts must have in common, and in which order they make a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

import msgspec

from gomemlint.errors import ConfigError
from gomemlint.model.report import Notice
from gomemlint.reporters.json import Go, Part, Totals
from gomemlint.reporters.parts import Remark

Document = TypeVar("Document")
Item = TypeVar("Item")

COUNTED = (
    "suppressed", "known", "packages", "files", "excluded_files", "generated_files", "lines",
    "compiler_lines", "contracts", "contracts_bound", "contracts_proved",
)  # fmt: skip


# What decoding raises: for other types, for what is no JSON or no text, for what is too deep.
UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class Merged:
    """The report of a whole as text, and what its exit code depends on."""

    text: str
    findings: Sized
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Loaded(Generic[Document]):
    """The report of a shard, read from a file."""

    name: str
    shard: Part
    go: Go
    document: Document


def complete(parts: Sequence[Loaded[Document]]) -> list[Loaded[Document]]:
    """Return parts in order if they are all of one run; raise `ConfigError` otherwise."""
    first, *others = parts
    for other in others:
        difference = next(differences(first, other), "")
        if difference:
            raise ConfigError(
                f"{first.name} and {other.name} are not parts of one run: {difference}"
            )
    found: dict[int, Loaded[Document]] = {}
    for part in parts:
        twin = found.setdefault(part.shard.number, part)
        if twin is not part:
            shard = f"shard {part.shard.number} of {part.shard.count}"
            raise ConfigError(f"{twin.name} and {part.name} are both {shard}; give each once")
    missing = [str(n) for n in range(1, first.shard.count + 1) if n not in found]
    if missing:
        raise ConfigError(
            f"of {first.shard.count} shards these are missing: {', '.join(missing)}; "
            "a report of the rest would hide what they found"
        )
    return [found[number] for number in sorted(found)]


def differences(one: Loaded[Document], other: Loaded[Document]) -> Iterator[str]:
    """Yield what two parts of one run must have in common and do not."""
    first, second = one.shard, other.shard
    if first.count != second.count:
        yield f"one is of {first.count} shards, the other of {second.count}"
    if one.go != other.go:
        yield "they were made with different versions, targets or tags of Go"
    if first.settings != second.settings:
        yield "their options, configuration or rules differ"
    if first.sources != second.sources:
        yield "the Go files that they analysed differ"


def spliced(
    parts: Iterable[Loaded[Document]],
    items: Callable[[Document], Sequence[Item]],
    path: Callable[[Item], str],
    files: Callable[[Part], Sequence[str]],
) -> tuple[Item, ...]:
    """Put findings in the order of the whole; those of one file are all in one part, in order."""
    found: list[tuple[str, list[Item]]] = []
    for part in parts:
        groups = [list(group) for _, group in groupby(items(part.document), key=path)]
        if len(groups) != len(files(part.shard)):
            raise damaged(part.name, "its files are not those of its findings")
        found += zip(files(part.shard), groups, strict=True)
    found.sort(key=lambda pair: pair[0])
    return tuple(item for _, group in found for item in group)


def noticed(
    parts: Iterable[Loaded[Document]], items: Callable[[Document], Sequence[Item]]
) -> dict[Notice, Item]:
    """Put notices in order, each once."""
    found: dict[Notice, Item] = {}
    for part in parts:
        shown = items(part.document)
        if len(shown) != len(part.shard.notices):
            raise damaged(part.name, "some of its notices are gone")
        for remark, item in zip(part.shard.notices, shown, strict=True):
            found.setdefault(notice(remark), item)
    return dict(sorted(found.items(), key=lambda pair: pair[0].order))


def notice(remark: Remark) -> Notice:
    """Read a notice back."""
    return Notice(
        code=remark.code,
        message=remark.message,
        path=remark.path,
        line=remark.line,
        package=remark.package,
        blocks=remark.blocks,
        incomplete=remark.incomplete,
    )


def summed(parts: Sequence[Totals], findings: Sized, notices: Iterable[Notice]) -> Totals:
    """Count what was analysed by all; the rules are those of each."""
    known = tuple(notices)
    counts = {name: sum(int(getattr(part, name)) for part in parts) for name in COUNTED}
    return msgspec.structs.replace(
        parts[0],
        **counts,
        complete=not any(notice.incomplete for notice in known),
        findings=len(findings),
        packages_blocked=sum(notice.blocks for notice in known),
    )


def whole_run(name: str) -> ConfigError:
    """Refuse a report that is no part."""
    return ConfigError(
        f"{name} is the report of a whole run; merge takes those of `check --shard K/N`"
    )


def damaged(name: str, problem: object) -> ConfigError:
    """Refuse a file that is not as we wrote it."""
    return ConfigError(f"{name} is damaged: {problem}; make it anew with `check --shard`")
