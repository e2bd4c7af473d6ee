"""Which gomemlint this is: what it remembers is worth nothing to another one."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import gomemlint
from gomemlint.engine.catalogue import known_rules


@cache
def identity(allowed: tuple[Path, ...] = ()) -> str:
    """Return a digest of the program and of all rules, by name, size and time of files.

    `allowed` are the paths from which the user allows rules.

    A version number would not do: rules of others have versions of their own, and ours change
    from one commit to the next.
    """
    digest = hashlib.sha256()
    for file in sorted({*_own_files(), *_rule_files(allowed)}):
        stat = file.stat()
        digest.update(f"{file}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:32]


def _own_files() -> Iterator[Path]:
    for folder in gomemlint.__path__:
        yield from Path(folder).rglob("*.py")
        yield from Path(folder).rglob("*.go")


def _rule_files(allowed: tuple[Path, ...]) -> Iterator[Path]:
    for rule in known_rules(allowed).rules:
        file = sys.modules[rule.module].__file__
        if file is not None:
            yield Path(file)
