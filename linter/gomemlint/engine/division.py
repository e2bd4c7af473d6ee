"""How the work is divided among processes: evenly, and the same way every time."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from gomemlint.model.packages import GoPackage
from gomemlint.model.rules import Needs, RuleMetadata

# Below this much source a second process costs more than it saves.
WORTH_A_WORKER_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Division:
    """Which shard has which folder. It is made before Go says which packages there are."""

    shards: int
    owners: Mapping[str, int]

    def files(self, paths: Iterable[str]) -> list[tuple[str, ...]]:
        """Divide files, those of a folder together."""
        parts: list[list[str]] = [[] for _ in range(self.shards)]
        for path in paths:
            owner = self.owners.get(str(PurePath(path).parent))
            if owner is not None:
                parts[owner].append(path)
        return [tuple(part) for part in parts]

    def packages(self, packages: Iterable[GoPackage]) -> list[tuple[GoPackage, ...]]:
        """Divide packages; those of folders that nobody expected go where the fewest files are."""
        parts: list[list[GoPackage]] = [[] for _ in range(self.shards)]
        unexpected = []
        for package in packages:
            owner = self.owners.get(package.directory)
            if owner is None:
                unexpected.append(package)
            else:
                parts[owner].append(package)
        loads = [(sum(map(_weight, part)), number) for number, part in enumerate(parts)]
        heapq.heapify(loads)
        for package in sorted(unexpected, key=_heaviest_first):
            load, number = heapq.heappop(loads)
            parts[number].append(package)
            heapq.heappush(loads, (load + _weight(package), number))
        return [tuple(sorted(part, key=lambda package: package.identity)) for part in parts]


def divided(sizes: Mapping[str, int], workers: int) -> Division:
    """Divide folders into at most so many shards of about the same size.

    `sizes` are those of the files; without any file nothing is known, and each worker is used.
    """
    folders: defaultdict[str, int] = defaultdict(int)
    for path, size in sizes.items():
        folders[str(PurePath(path).parent)] += size
    worthwhile = sum(folders.values()) // WORTH_A_WORKER_BYTES if folders else workers
    count = max(1, min(workers, worthwhile))
    loads = [(0, number) for number in range(count)]
    owners: dict[str, int] = {}
    for folder, size in sorted(folders.items(), key=lambda item: (-item[1], item[0])):
        load, number = heapq.heappop(loads)
        owners[folder] = number
        heapq.heappush(loads, (load + size, number))
    return Division(count, owners)


@dataclass(frozen=True, slots=True)
class Hand:
    """What a shard runs in a sweep: some rules, on every `step`th package from the `first` on."""

    codes: frozenset[str]
    first: int = 0
    step: int = 1


def dealt(rules: Iterable[RuleMetadata], shards: int) -> list[Hand]:
    """Deal codes to shards: those that follow memory through the module by family, then the others.

    The rules of a family share what they find out, whoever asks; the others take little time
    together. Where shards are left, the biggest families are dealt twice, for half of the packages
    each: half of what they find out is about the module, and is found out twice.
    """
    families: dict[str, set[str]] = {}
    others: set[str] = set()
    for rule in rules:
        is_wide = Needs.MODULE in rule.needs
        (families.setdefault(rule.family, set()) if is_wide else others).add(rule.code)
    spare = shards - len(families) - bool(others)
    by_size = sorted(families, key=lambda family: (-len(families[family]), family))
    halved = by_size[: max(spare, 0)]
    hands = []
    for family in sorted(families):
        step = 2 if family in halved else 1
        hands += [Hand(frozenset(families[family]), first, step) for first in range(step)]
    hands += [Hand(frozenset(others))] if others else []
    if len(hands) <= shards:
        return [*hands, *[Hand(frozenset())] * (shards - len(hands))]
    together = (hands[number::shards] for number in range(shards))
    return [Hand(frozenset().union(*(hand.codes for hand in each))) for each in together]


def _weight(package: GoPackage) -> int:
    return len(package.go_files) + len(package.cgo_files)


def _heaviest_first(package: GoPackage) -> tuple[int, str]:
    return -_weight(package), package.identity
