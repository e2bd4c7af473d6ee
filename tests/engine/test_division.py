"""How work is divided among processes."""

from __future__ import annotations

import pytest

from gomemlint.engine.catalogue import known_rules
from gomemlint.engine.division import dealt, divided
from gomemlint.model.packages import GoPackage

MEGABYTE = 1 << 20


def package(directory: str, files: int = 1) -> GoPackage:
    names = tuple(f"{number}.go" for number in range(files))
    return GoPackage(directory, directory, "p", directory, go_files=names)


def test_little_source_is_not_worth_a_second_process() -> None:
    assert divided({"/a/a.go": 1000, "/b/b.go": 1000}, workers=4).shards == 1


def test_there_are_no_more_shards_than_workers() -> None:
    sizes = {f"/{name}/a.go": MEGABYTE for name in "abcdefgh"}
    assert divided(sizes, workers=4).shards == 4


def test_folders_are_divided_evenly_by_size() -> None:
    sizes = {"/a/1.go": 3 * MEGABYTE, "/b/1.go": MEGABYTE, "/c/1.go": MEGABYTE, "/d/1.go": MEGABYTE}
    division = divided(sizes, workers=2)
    assert sorted(division.files(sizes)) == [("/a/1.go",), ("/b/1.go", "/c/1.go", "/d/1.go")]


def test_a_package_goes_to_the_shard_of_its_folder() -> None:
    sizes = {"/a/1.go": 2 * MEGABYTE, "/b/1.go": MEGABYTE, "/b/2.go": MEGABYTE}
    division = divided(sizes, workers=2)
    files = division.files(sizes)
    packages = division.packages([package("/b"), package("/a")])
    for paths, part in zip(files, packages, strict=True):
        assert {path[:2] for path in paths} == {each.directory for each in part}


def test_unexpected_packages_fill_the_emptier_shards() -> None:
    division = divided({}, workers=2)
    parts = division.packages([package("/a", 4), package("/b", 2), package("/c", 2)])
    assert [[each.path for each in part] for part in parts] == [["/a"], ["/b", "/c"]]


def test_the_division_does_not_depend_on_order() -> None:
    sizes = {f"/{name}/a.go": (1 + ord(name) % 3) * MEGABYTE for name in "hgfedcba"}
    packages = [package(f"/{name}") for name in "hgfedcbaxyz"]
    division = divided(sizes, workers=3)
    again = divided(dict(reversed(sizes.items())), workers=3)
    assert division == again
    assert division.packages(packages) == division.packages(packages[::-1])


@pytest.mark.parametrize("shards", [1, 2, 3, 4, 5, 9])
@pytest.mark.parametrize("family", ["GML", "GML1", "GML3", "GML5"])
def test_each_rule_is_dealt_for_each_package_once(family: str, shards: int) -> None:
    known = (rule.metadata for rule in known_rules(()).rules)
    rules = [rule for rule in known if rule.code.startswith(family)]
    hands, packages = dealt(rules, shards), range(7)
    runs = [
        (code, each)
        for hand in hands
        for code in hand.codes
        for each in packages[hand.first :: hand.step]
    ]
    assert len(hands) == shards
    assert sorted(runs) == sorted((rule.code, each) for rule in rules for each in packages)
