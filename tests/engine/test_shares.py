"""Packages are shared evenly, and the same way on every machine."""

from __future__ import annotations

from random import Random

import pytest

from gomemlint.engine.shares import packages_of
from gomemlint.model.report import Shard

LINES = {f"example.com/p{number:02}": (number * 37) % 900 + 10 for number in range(40)}


def all_shares(count: int, packages: list[str]) -> list[frozenset[str]]:
    return [packages_of(Shard(n, count), packages, LINES) for n in range(1, count + 1)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 50])
def test_each_package_is_in_exactly_one_shard(count: int) -> None:
    shares = all_shares(count, list(LINES))
    assert sorted(path for share in shares for path in share) == sorted(LINES)


def test_shards_have_about_the_same_number_of_lines() -> None:
    loads = [sum(LINES[path] for path in share) for share in all_shares(4, list(LINES))]
    assert max(loads) - min(loads) <= min(LINES.values()) + 30


def test_the_order_of_packages_does_not_matter() -> None:
    mixed = list(LINES)
    Random(1).shuffle(mixed)
    assert all_shares(3, mixed) == all_shares(3, list(LINES))


def test_equal_packages_go_by_name_to_the_shards_in_turn() -> None:
    lines = dict.fromkeys(("d", "b", "a", "c"), 10)
    shares = [packages_of(Shard(n, 2), lines, lines) for n in (1, 2)]
    assert shares == [{"a", "c"}, {"b", "d"}]


def test_a_package_that_cannot_be_read_has_its_shard_too() -> None:
    shares = [packages_of(Shard(n, 2), ("a", "b"), {"a": 5}) for n in (1, 2)]
    assert shares == [{"a"}, {"b"}]
