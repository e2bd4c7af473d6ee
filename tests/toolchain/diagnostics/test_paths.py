"""Which file a printed path names."""

from __future__ import annotations

import pytest

from gomemlint.toolchain.diagnostics import PackagePaths

FILES = frozenset(
    {
        "/work/proj/x.go",
        "/work/proj/pkg/x.go",
        "/work/proj/pkg/y.go",
        "/work/proj/pkg/pkg/x.go",
        "/work/proj/gen/g.go",
        "/work/proj-lib/x.go",
        "/work/other/o.go",
        "/go/src/slices/sort.go",
    }
)


def paths(root: str, directory: str) -> PackagePaths:
    own = frozenset(path for path in FILES if path.rpartition("/")[0] == directory)
    return PackagePaths(root, directory, own, FILES.__contains__)


PKG = paths("/work/proj", "/work/proj/pkg")


@pytest.mark.parametrize(
    ("printed", "path"),
    [
        ("pkg/y.go", "/work/proj/pkg/y.go"),
        ("./x.go", "/work/proj/x.go"),
        ("./gen/g.go", "/work/proj/gen/g.go"),
        (".-lib/x.go", "/work/proj-lib/x.go"),
        ("pkg/pkg/x.go", "/work/proj/pkg/pkg/x.go"),
        ("../other/o.go", "/work/other/o.go"),
        ("/go/src/slices/sort.go", "/go/src/slices/sort.go"),
    ],
)
def test_a_name_leads_to_the_file_that_go_shortened(printed: str, path: str) -> None:
    assert PKG.printed(path) == printed
    assert PKG.resolve(["pkg/x.go", printed])[printed] == path


@pytest.mark.parametrize(
    "printed", ["gen/g.go", "./pkg/x.go", "y.go", "./z.go", "x.go", "/work/nowhere/x.go", "??", ""]
)
def test_a_name_that_go_would_not_print_for_any_file_is_unmapped(printed: str) -> None:
    assert printed not in PKG.resolve(["pkg/x.go", printed])


def test_the_package_of_the_run_directory_prints_a_dot() -> None:
    root = paths("/work/proj", "/work/proj")
    assert root.resolve(["./x.go", "x.go"]) == {"./x.go": "/work/proj/x.go"}


def test_a_name_is_replaced_only_by_a_shorter_one() -> None:
    above = PackagePaths("/w/p", "/w", frozenset({"/w/x.go"}), FILES.__contains__)
    assert above.printed("/w/x.go") == "/w/x.go"


def test_text_made_in_the_package_directory_is_not_mistaken_for_the_root() -> None:
    assert PKG.is_stale(["./x.go", "./y.go"])
    assert PKG.resolve(["./x.go", "./y.go"]) == {}


def test_absolute_names_of_stale_text_still_count() -> None:
    found = PKG.resolve(["./x.go", "/go/src/slices/sort.go"])
    assert found == {"/go/src/slices/sort.go": "/go/src/slices/sort.go"}


def test_absolute_own_names_show_that_relative_ones_are_stale() -> None:
    assert PKG.resolve(["/work/proj/pkg/x.go", "./gen/g.go"]) == {
        "/work/proj/pkg/x.go": "/work/proj/pkg/x.go"
    }


def test_a_package_outside_of_the_root_is_named_from_above() -> None:
    other = paths("/work/proj", "/work/other")
    assert other.printed("/work/other/o.go") == "../other/o.go"
    assert other.resolve(["../other/o.go"]) == {"../other/o.go": "/work/other/o.go"}
