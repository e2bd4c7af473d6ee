"""Why packages have no export data: one notice per root cause."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Notice

BROKEN = "package-broken"
HEADER = re.compile(r"^# .*\n")
PLACE = re.compile(r"^(?P<path>[^\s:][^:\n]*):(?P<line>\d+)(?::\d+)?(?:: (?P<words>.*))?$")


@dataclass(frozen=True, slots=True)
class Cause:
    """An error that Go reports for one package, and the targets that lack export data by it."""

    package: GoPackage
    text: str
    position: str
    blocked: tuple[str, ...]


def breakages(packages: Sequence[GoPackage], root: Path) -> tuple[Notice, ...]:
    """Return a notice per root cause, in the order of packages."""
    return tuple(notice_of(cause, root) for cause in causes(packages))


def causes(packages: Sequence[GoPackage]) -> Iterator[Cause]:
    """Yield the errors, then the failures that no reported error explains."""
    importers = dependents(packages)
    missing = {p.identity: p for p in packages if p.is_target and is_wanting(p)}
    explained: set[str] = set()
    for package in packages:
        if not package.error:
            continue
        blocked = [each for each in reached(package.identity, importers) if each in missing]
        explained.update(blocked)
        paths = tuple(sorted({missing[each].path for each in blocked}))
        if paths:
            yield Cause(package, package.error, package.error_position, paths)
    for identity, package in missing.items():
        if identity not in explained:
            text = next(iter(package.dependency_errors), "Go made no export data and says nothing")
            yield Cause(package, text, "", (package.path,))


def is_wanting(package: GoPackage) -> bool:
    """Tell whether a package should have been compiled and was not, or not as it should."""
    has_code = bool(package.go_files or package.cgo_files)
    return bool(package.error) or (has_code and not package.is_compiled)


def notice_of(cause: Cause, root: Path) -> Notice:
    """Word a cause: the compiler's first error, how many more, and where."""
    lines = [line for line in HEADER.sub("", cause.text).splitlines() if line.strip()]
    first = lines[0] if lines else cause.text
    place = PLACE.match(first) or PLACE.match(cause.position)
    words = (PLACE.match(first) and place and place["words"]) or first
    details = [line.strip() for line in lines[1:] if line.startswith("\t")]
    state = "does not compile" if cause.package.directory else "cannot be found"
    more = sum(1 for line in lines[1:] if not line.startswith("\t"))
    message = " ".join([words, *details]) + (f" (and {more} more)" if more else "")
    return Notice(
        code=BROKEN,
        message=f"{cause.package.path} {state}: {message}",
        path=relative_path(place["path"], root) if place else "",
        line=int(place["line"]) if place else 0,
        package=cause.package.path,
        blocks=len(cause.blocked),
        incomplete=True,
    )


def relative_path(path: str, root: Path) -> str:
    """Write a path that Go printed relative to the root, or absolute if it is outside."""
    absolute = os.path.normpath(root / path)
    return (
        str(Path(absolute).relative_to(root)) if Path(absolute).is_relative_to(root) else absolute
    )


def dependents(packages: Iterable[GoPackage]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each identity, those that import it directly."""
    importers: dict[str, list[str]] = {}
    for package in packages:
        for identity in package.imports:
            importers.setdefault(identity, []).append(package.identity)
    return {identity: tuple(found) for identity, found in importers.items()}


def reached(start: str, importers: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield an identity and all that import it, directly or not."""
    seen, rest = {start}, [start]
    while rest:
        identity = rest.pop()
        yield identity
        fresh = [each for each in importers.get(identity, ()) if each not in seen]
        seen.update(fresh)
        rest.extend(fresh)
