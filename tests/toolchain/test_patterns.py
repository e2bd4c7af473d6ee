"""Which roots and packages the arguments mean: modules, workspaces, file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.errors import ConfigError, GoCodeError
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.loading import load, plan
from gomemlint.toolchain.requests import Modules, Tests
from tests.toolchain.conftest import Ask, Write

ONE = {"one/go.mod": "module example.com/one\n\ngo 1.21\n", "one/a/a.go": "package a\n"}
TWO = {
    "two/go.mod": "module example.com/two\n\ngo 1.21\n",
    "two/two.go": "package two\n",
    "two/deep/deep.go": "package deep\n",
}
THREE = {
    "three/go.mod": "module example.com/three\n\ngo 1.21\n",
    "three/three.go": "package three\n",
}
WORK = {"go.work": 'go 1.21\n\nuse (\n\t./one // first\n\t"./two"\n)\n'}


def names(listing: Listing) -> list[str]:
    return sorted(package.path for package in listing.targets)


def by_root(listings: tuple[Listing, ...]) -> dict[str, list[str]]:
    return {listing.root.name: names(listing) for listing in listings}


def relative(listing: Listing) -> list[str]:
    return sorted(Path(file).relative_to(listing.root).as_posix() for file in listing.files)


def test_a_workspace_is_loaded_with_each_module_it_uses(write: Write, ask: Ask) -> None:
    root = write({**ONE, **TWO, **THREE, **WORK})
    (listing,) = load(ask(root))
    assert listing.root == root
    assert names(listing) == ["example.com/one/a", "example.com/two", "example.com/two/deep"]


def test_a_module_of_a_workspace_is_loaded_from_the_workspace(write: Write, ask: Ask) -> None:
    root = write({**ONE, **TWO, **WORK})
    (listing,) = load(ask(root / "two"))
    assert listing.root == root
    assert names(listing) == ["example.com/two", "example.com/two/deep"]


def test_a_workspace_module_inside_another_is_covered(write: Write, ask: Ask) -> None:
    root = write(
        {
            "go.mod": "module example.com/outer\n\ngo 1.21\n",
            "outer.go": "package outer\n",
            "sub/inner/go.mod": "module example.com/inner\n\ngo 1.21\n",
            "sub/inner/inner.go": "package inner\n",
            "go.work": "go 1.21\n\nuse .\nuse ./sub/inner\n",
        }
    )
    (whole,) = load(ask(root))
    (below,) = load(ask(root / "sub"))
    assert names(whole) == ["example.com/inner", "example.com/outer"]
    assert names(below) == ["example.com/inner"]


def test_a_workspace_can_be_switched_off(write: Write, ask: Ask) -> None:
    root = write({**ONE, **TWO, **WORK})
    (listing,) = load(ask(root / "two", variables={"GOWORK": "off"}))
    assert listing.root == root / "two"


def test_a_workspace_file_elsewhere_is_honoured(write: Write, ask: Ask) -> None:
    root = write({**ONE, **TWO, "work/go.work": "go 1.21\n\nuse ../one\n\nuse ../two\n"})
    (listing,) = load(ask(root, variables={"GOWORK": f"{root}/work/go.work"}))
    assert names(listing) == ["example.com/one/a", "example.com/two", "example.com/two/deep"]


def test_several_modules_without_a_workspace_are_an_error_that_names_them(
    write: Write, ask: Ask
) -> None:
    root = write({**ONE, **TWO})
    with pytest.raises(GoCodeError, match=r"2 modules \(one, two\).*--all-modules"):
        load(ask(root))


def test_no_module_at_all_is_an_error(tmp_path: Path, ask: Ask) -> None:
    with pytest.raises(GoCodeError, match="go mod init"):
        load(ask(tmp_path))


def test_all_modules_are_loaded_each_from_its_own_root(write: Write, ask: Ask) -> None:
    hidden = {
        "one/testdata/go.mod": "module example.com/data\n",
        "vendor/x/go.mod": "module example.com/vendored\n",
        "node_modules/x/go.mod": "module example.com/script\n",
    }
    root = write({**ONE, **TWO, **hidden})
    assert by_root(load(ask(root, modules=Modules.ALL))) == {
        "one": ["example.com/one/a"],
        "two": ["example.com/two", "example.com/two/deep"],
    }


def test_all_modules_respects_the_workspace_of_those_it_uses(write: Write, ask: Ask) -> None:
    root = write({**ONE, **TWO, **THREE, **WORK})
    assert by_root(load(ask(root, modules=Modules.ALL))) == {
        "work": ["example.com/one/a", "example.com/two", "example.com/two/deep"],
        "three": ["example.com/three"],
    }


def test_a_path_restricts_all_modules(write: Write, ask: Ask) -> None:
    root = write({**ONE, **TWO})
    assert by_root(load(ask(root, "./two/deep/...", modules=Modules.ALL))) == {
        "two": ["example.com/two/deep"]
    }


def test_each_module_keeps_its_own_text(write: Write, ask: Ask) -> None:
    first, second = load(ask(write({**ONE, **TWO}), modules=Modules.ALL))
    assert first.diagnostics != second.diagnostics


def test_all_modules_takes_paths_alone(write: Write, ask: Ask) -> None:
    with pytest.raises(ConfigError, match="fmt"):
        load(ask(write(ONE), "fmt", modules=Modules.ALL))


def test_file_names_load_their_packages_from_their_modules(write: Write, ask: Ask) -> None:
    root = write({**ONE, **TWO, "two/deep/other.go": "package deep\n"})
    one, two = load(ask(root, "one/a/a.go", "two/deep/deep.go", "two/deep/other.go"))
    assert (one.root, names(one), relative(one)) == (
        root / "one",
        ["example.com/one/a"],
        ["a/a.go"],
    )
    assert (two.root, names(two)) == (root / "two", ["example.com/two/deep"])
    assert relative(two) == ["deep/deep.go", "deep/other.go"]


def test_file_names_of_a_workspace_are_one_load(write: Write, ask: Ask) -> None:
    root = write({**ONE, **TWO, **THREE, **WORK})
    files = ("one/a/a.go", "two/two.go", "three/three.go")
    assert by_root(load(ask(root, *files))) == {
        "work": ["example.com/one/a", "example.com/two"],
        "three": ["example.com/three"],
    }


def test_file_names_of_the_root_package_work(write: Write, ask: Ask) -> None:
    root = write(TWO)
    (listing,) = load(ask(root / "two", "two.go"))
    assert names(listing) == ["example.com/two"]
    (listing,) = load(ask(root / "two" / "deep", "../two.go"))
    assert names(listing) == ["example.com/two"]


@pytest.mark.parametrize("name", ["go.mod", "go.sum"])
def test_a_module_file_means_the_whole_module(write: Write, ask: Ask, name: str) -> None:
    root = write({**ONE, **TWO, "two/go.sum": ""})
    (listing,) = load(ask(root, f"two/{name}", "two/two.go"))
    assert names(listing) == ["example.com/two", "example.com/two/deep"]
    assert listing.files == frozenset()


def test_a_workspace_file_means_the_whole_workspace(write: Write, ask: Ask) -> None:
    root = write({**ONE, **TWO, **WORK})
    (listing,) = load(ask(root, "go.work"))
    assert names(listing) == ["example.com/one/a", "example.com/two", "example.com/two/deep"]


def test_files_that_go_ignores_are_skipped_with_a_notice(write: Write, ask: Ask) -> None:
    root = write(
        {
            **ONE,
            "one/a/testdata/x.go": "package x\n",
            "one/vendor/v/v.go": "package v\n",
            "one/a/_draft.go": "package a\n",
            "one/a/a_test.go": "package a\n",
            "loose.go": "package loose\n",
        }
    )
    ignored = ("one/a/testdata/x.go", "one/vendor/v/v.go", "one/a/_draft.go")
    planned = plan(ask(root, *ignored, "one/a/a_test.go", "loose.go"))
    assert planned.targets == ()
    assert [notice.code for notice in planned.notices] == ["file-skipped"] * 3
    assert "3 files (one/a/testdata/x.go, one/vendor/v/v.go, one/a/_draft.go)" in (
        planned.notices[0].message
    )
    assert "--tests" in planned.notices[1].message
    assert "outside of any module" in planned.notices[2].message
    assert load(ask(root, "loose.go")) == ()


def test_a_test_file_loads_its_package_with_tests(write: Write, ask: Ask) -> None:
    root = write({**ONE, "one/a/a_test.go": "package a\n"})
    (listing,) = load(ask(root, "one/a/a_test.go", tests=Tests.INCLUDED))
    assert names(listing) == ["example.com/one/a"]


def test_a_file_that_the_build_excludes_is_a_notice(write: Write, ask: Ask) -> None:
    root = write({**ONE, "one/b/b.go": "//go:build never\n\npackage b\n"})
    (listing,) = load(ask(root, "one/b/b.go"))
    assert listing.targets == ()
    assert "build constraints exclude all Go files" in listing.notices[0].message


@pytest.mark.parametrize(
    ("name", "says"),
    [("missing.go", "No such file"), ("README.md", "not a Go file"), ("one/a/none.go", "No such")],
)
def test_a_file_that_cannot_be_analysed_is_an_error(
    write: Write, ask: Ask, name: str, says: str
) -> None:
    root = write({**ONE, "README.md": "# Read me\n"})
    with pytest.raises(GoCodeError, match=says):
        load(ask(root, name))


def test_an_import_path_that_ends_like_a_file_is_a_pattern(write: Write, ask: Ask) -> None:
    with pytest.raises(GoCodeError, match="no required module provides package"):
        load(ask(write(ONE) / "one", "example.org/nats.go"))


def test_files_and_patterns_do_not_mix(write: Write, ask: Ask) -> None:
    with pytest.raises(ConfigError, match="not both"):
        load(ask(write(ONE) / "one", "a/a.go", "./..."))


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path, ask: Ask) -> None:
    with pytest.raises(GoCodeError, match="is no folder"):
        load(ask(tmp_path / "nowhere"))


def test_names_with_blanks_and_umlauts_load(write: Write, ask: Ask) -> None:
    root = write(
        {"größe 1/go.mod": "module example.com/g\n\ngo 1.21\n", "größe 1/g.go": "package g\n"}
    )
    (listing,) = load(ask(root / "größe 1"))
    assert names(listing) == ["example.com/g"]
    assert listing.diagnostics is not None
