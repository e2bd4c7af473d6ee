"""Packages about which the compiler must have said something, and Go's build cache lost it.

Go keeps the text of a compilation in an entry of its own, and takes the package from the cache
whether or not that entry is still there (`showStdout` in cmd/go/internal/work/buildid.go). A full
disk, or whoever clears folders by age, makes packages mute: they compile, and nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Notice

BLOCK = re.compile(rb"^# (.*)$", re.MULTILINE)
# With -m=2 the compiler says of each of these whether it can be inlined: functions with a body and
# a name. Those of generic types are left out, for they are compiled where they are instantiated.
FUNCTION = re.compile(rb"^func (?:\([^\[\]\n]*\) )?(?!_\()\w+\([^\n]*\{", re.MULTILINE)


def mute(packages: Iterable[GoPackage], text: Path) -> tuple[GoPackage, ...]:
    """Return the packages that have functions, and that a text of the compiler does not mention."""
    spoken = _headers(text.read_bytes())
    return tuple(
        package
        for package in packages
        if package.is_compiled and package.identity not in spoken and _has_functions(package)
    )


def text_lost(package: GoPackage) -> Notice:
    """Say that nothing is known about a package, compiled anew though it was."""
    return Notice(
        code="text-lost",
        message=f"the compiler said nothing about {package.identity}, which has functions: "
        "Go's build cache has lost its text; make room on the disk and run go clean -cache",
        package=package.path,
        incomplete=True,
    )


def _headers(text: bytes) -> frozenset[str]:
    """Return the packages that blocks of a text are about: `# path`, `# path [variant]`."""
    return frozenset(line.decode("utf-8", "surrogateescape") for line in BLOCK.findall(text))


def _has_functions(package: GoPackage) -> bool:
    return any(FUNCTION.search(_source(path)) for path in package.source_files)


def _source(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""  # who reads it for the rules tells
