"""Read `// want CODE "regexp"` comments, and compare them with findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

COMMENT = re.compile(rb"// want (.*)$")
PAIR = re.compile(r'(GML\d{3}) "((?:[^"\\]|\\.)*)"')


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


def wants(module: Path) -> tuple[Want, ...]:
    """Collect the wants of all Go files below a module root."""
    return tuple(want for file in sorted(module.rglob("*.go")) for want in _wants(module, file))


def _wants(module: Path, file: Path) -> Iterator[Want]:
    path = file.relative_to(module).as_posix()
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        comment = COMMENT.search(line)
        if comment is None:
            continue
        pairs = PAIR.findall(comment.group(1).decode())
        assert pairs, f"{path}:{number}: this want comment names no CODE \"regexp\""
        for code, pattern in pairs:
            yield Want(path, number, code, pattern.replace('\\"', '"'))


def differences(wanted: Iterable[Want], got: Iterable[Got]) -> list[str]:
    """Say what is missing, what is too much, and what has the wrong words, a line each."""
    left = list(got)
    problems: list[str] = []
    for want in wanted:
        here = [g for g in left if (g.path, g.line, g.code) == (want.path, want.line, want.code)]
        match = next((g for g in here if re.search(want.pattern, g.message)), None)
        if match is not None:
            left.remove(match)
        elif here:
            left.remove(here[0])
            problems.append(f"{want.path}:{want.line}: {want.code} says {here[0].message!r}, "
                            f"not {want.pattern!r}")
        else:
            problems.append(f"{want.path}:{want.line}: {want.code} {want.pattern!r} is missing")
    problems += [f"{g.path}:{g.line}: {g.code} too much: {g.message}" for g in left]
    return sorted(problems)
