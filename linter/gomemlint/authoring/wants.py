"""What a fixture demands: its `// want CODE "regexp"` comments, compared with findings."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gomemlint.errors import BadRule

Release = tuple[int, int]

# `// want(go<1.26) ...` holds for the toolchains of that condition only.
COMMENT = re.compile(
    r"// want(?:\(go(?P<sign><|>=)(?P<major>\d+)\.(?P<minor>\d+)\))? (?P<pairs>.*)$"
)
PAIR = re.compile(r'([A-Z]{2,8}\d{3}) "((?:[^"\\]|\\.)*)"')
ESCAPE = re.compile(r'\\(["\\])')
SIGNS: dict[str, Callable[[Release, Release], bool]] = {"<": operator.lt, ">=": operator.ge}


@dataclass(frozen=True, slots=True)
class Want:
    """A finding that a fixture demands; `path` is relative to the fixture's module."""

    path: str
    line: int
    code: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Got:
    """A finding that the linter reported."""

    path: str
    line: int
    code: str
    message: str


def wants(module: Path, tool: Release) -> tuple[Want, ...]:
    """Collect the wants of all Go files below a module root that hold for a toolchain.

    Raise `BadRule` for a comment that wants nothing.
    """
    return tuple(
        want for file in sorted(module.rglob("*.go")) for want in _wants(module, file, tool)
    )


def _wants(module: Path, file: Path, tool: Release) -> Iterator[Want]:
    path = file.relative_to(module).as_posix()
    lines = file.read_bytes().decode("utf-8", "replace").split("\n")
    for number, line in enumerate(lines, start=1):
        comment = COMMENT.search(line)
        if comment is None:
            continue
        pairs = PAIR.findall(comment["pairs"])
        if not pairs:
            raise BadRule(f'{path}:{number}: this want comment names no CODE "regexp"')
        if not _holds(comment, tool):
            continue
        for code, pattern in pairs:
            yield Want(path, number, code, ESCAPE.sub(r"\1", pattern))


def _holds(comment: re.Match[str], tool: Release) -> bool:
    if comment["sign"] is None:
        return True
    return SIGNS[comment["sign"]](tool, (int(comment["major"]), int(comment["minor"])))


def differences(wanted: Iterable[Want], got: Iterable[Got]) -> list[str]:
    """Say what is missing, what is too much, and what has the wrong words, a line each."""
    left = list(got)
    problems: list[tuple[str, int, str]] = []
    for want in wanted:
        here = [g for g in left if (g.path, g.line, g.code) == (want.path, want.line, want.code)]
        match = next((g for g in here if re.search(want.pattern, g.message)), None)
        if match is not None:
            left.remove(match)
        elif here:
            left.remove(here[0])
            said = f"{want.code} says {here[0].message!r}, not {want.pattern!r}"
            problems.append((want.path, want.line, said))
        else:
            problems.append((want.path, want.line, f"{want.code} {want.pattern!r} is missing"))
    problems += [(g.path, g.line, f"{g.code} too much: {g.message}") for g in left]
    return [f"{path}:{line}: {said}" for path, line, said in sorted(problems)]
