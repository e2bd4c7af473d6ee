"""How packages are divided among workers: evenly, and the same way every time."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from pathlib import Path

from gomemlint.model.packages import GoPackage

# Below this much source a second process costs more than it saves.
WORTH_A_WORKER_BYTES = 200_000


def divided(packages: Iterable[GoPackage], workers: int) -> tuple[tuple[GoPackage, ...], ...]:
    """Divide packages into at most so many shards of about the same size, none of them empty."""
    sized = sorted(((_size(package), package) for package in packages), key=_largest_first)
    total = sum(size for size, _ in sized)
    count = max(1, min(workers, len(sized), total // WORTH_A_WORKER_BYTES))
    loads = [(0, number) for number in range(count)]
    shards: list[list[GoPackage]] = [[] for _ in range(count)]
    for size, package in sized:
        load, number = heapq.heappop(loads)
        shards[number].append(package)
        heapq.heappush(loads, (load + size, number))
    return tuple(
        tuple(sorted(shard, key=lambda package: package.identity)) for shard in shards if shard
    )


def _largest_first(sized: tuple[int, GoPackage]) -> tuple[int, str]:
    return -sized[0], sized[1].identity


def _size(package: GoPackage) -> int:
    return sum(_file_size(path) for path in package.source_files)


def _file_size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
