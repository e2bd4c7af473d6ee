"""Which packages a run reports that shares the work with others: `--shard K/N`."""

from __future__ import annotations

import hashlib
import heapq
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import msgspec

from gomemlint.config import Settings
from gomemlint.engine.world import World
from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Shard

DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Sources:
    """The packages of a whole run: the lines of each by import path, and a digest of them all."""

    lines: Mapping[str, int]
    digest: str


def sources_of(packages: Iterable[GoPackage]) -> Sources:
    """Read what all runs of a whole must find alike; folders may differ from machine to machine."""
    lines: dict[str, int] = {}
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for package in sorted(packages, key=lambda package: package.identity):
        digest.update(f"{package.identity}\0{package.ignored_files}\0".encode())
        for path in package.source_files:
            # A file that cannot be read is a notice of its package, elsewhere.
            with suppress(OSError):
                content = Path(path).read_bytes()
                lines[package.path] = lines.get(package.path, 0) + content.count(b"\n")
                name = os.fsencode(Path(path).name)
                digest.update(name + b"\0" + hashlib.blake2b(content).digest())
    return Sources(lines, digest.hexdigest())


def packages_of(shard: Shard, packages: Iterable[str], lines: Mapping[str, int]) -> frozenset[str]:
    """Return the packages of a shard: the largest first, each to the lightest shard so far."""
    loads = [(0, number) for number in range(1, shard.count + 1)]
    own = set()
    for path in sorted(set(packages), key=lambda path: (-lines.get(path, 0), path)):
        load, number = heapq.heappop(loads)
        heapq.heappush(loads, (load + lines.get(path, 0), number))
        if number == shard.number:
            own.add(path)
    return frozenset(own)


def shared(
    worlds: Sequence[World], settings: Settings, codes: Iterable[str]
) -> tuple[Sequence[World], Shard | None]:
    """Leave to report what the shard of the settings has, and describe the shard; else all."""
    shard = settings.shard
    if shard is None:
        return worlds, None
    packages = [package for world in worlds for package in world.packages]
    sources = sources_of(packages)
    own = packages_of(shard, (package.path for package in packages), sources.lines)
    described = replace(shard, settings=_digest(settings, codes), sources=sources.digest)
    return [replace(world, own=own) for world in worlds], described


def _digest(settings: Settings, codes: Iterable[str]) -> str:
    """Tell apart what makes findings differ; folders and workers are none of it."""
    directory = settings.target.directory
    parts = (
        version("gomemlint"),
        replace(settings.target, directory=Path(), go="", timeout_s=None),
        settings.selected,
        replace(settings.scope, root=Path(os.path.relpath(settings.scope.root, directory))),
        settings.options,
        _spelled_gate(settings),
        (settings.output.suppressed, settings.output.rule_url),
        sorted(codes),
    )
    encoded = msgspec.json.encode(parts, enc_hook=str, order="sorted")
    return hashlib.blake2b(encoded, digest_size=DIGEST_BYTES).hexdigest()


def _spelled_gate(settings: Settings) -> tuple[str, ...]:
    """Spell what is old: revisions by name, a baseline by its content."""
    gate, content = settings.gate, ""
    if gate.baseline:
        with suppress(OSError):
            content = hashlib.sha256(Path(gate.baseline).read_bytes()).hexdigest()
    return (content, gate.revision, gate.merge_base)
