"""Listing without Go: folders, names and constraints."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gomemlint.errors import GoCodeError, ToolchainError
from gomemlint.toolchain.constraints import Target
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.loading import load
from gomemlint.toolchain.requests import Compiler, LoadRequest, Tests
from tests.toolchain.conftest import Ask, Write

MODULE = {
    "go.mod": 'module "example.com/m" // ours\n\ngo 1.22\n',
    "m.go": "package root\n",
    "a/a.go": "package a\n",
    "a/a_test.go": "package a\n",
    "a/a_windows.go": "package a\n",
    "a/tag.go": "// Copyright\n\n//go:build special && !windows\n\npackage a\n",
    "a/testdata/x.go": "package x\n",
    "only/only_windows.go": "package only\n",
    "native/native.go": 'package native\n\nimport "C"\n',
    "nested/go.mod": "module example.com/nested\n",
    "nested/n.go": "package nested\n",
}
LINUX = Target("linux", "amd64", ("special",))


@pytest.fixture
def ask_without_go(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Requests on a machine without Go: neither on PATH nor as an installed wheel."""
    monkeypatch.setattr(sys, "path", [])

    def make(directory: Path, *arguments: str, **fields: object) -> LoadRequest:
        variables = {"PATH": "", "GOOS": "linux", "GOARCH": "amd64"}
        settings = {"compiler": Compiler.OFF, "variables": variables, **fields}
        return ask(directory, *arguments, **settings)

    return make


def only(listings: tuple[Listing, ...]) -> Listing:
    (listing,) = listings
    return listing


def test_without_go_packages_are_folders(write: Write, ask_without_go: Ask) -> None:
    listing = only(load(ask_without_go(write(MODULE))))
    assert [(p.path, p.name, p.go_files, p.cgo_files) for p in listing.targets] == [
        ("example.com/m", "root", ("m.go",), ()),
        ("example.com/m/a", "a", ("a.go",), ()),
        ("example.com/m/native", "native", (), ("native.go",)),
    ]
    a = listing.targets[1]
    assert a.ignored_files == ("a_windows.go", "tag.go")
    assert a.module is not None
    assert (a.module.path, a.module.go_version) == ("example.com/m", "1.22")


def test_without_go_the_listing_says_so(write: Write, ask_without_go: Ask) -> None:
    listing = only(load(ask_without_go(write(MODULE))))
    assert listing.go is None
    assert [(n.code, n.incomplete) for n in listing.notices] == [("no-go", True)]


def test_without_go_tags_and_tests_select_files(write: Write, ask_without_go: Ask) -> None:
    request = ask_without_go(write(MODULE), "./a", tags=("special",), tests=Tests.INCLUDED)
    assert only(load(request)).targets[0].go_files == ("a.go", "a_test.go", "tag.go")


def test_without_go_a_file_that_cannot_be_read_is_a_notice(
    write: Write, ask_without_go: Ask
) -> None:
    root = write(MODULE)
    (root / "a" / "gone.go").symlink_to(root / "nowhere")
    listing = only(load(ask_without_go(root, "./a")))
    assert listing.targets[0].go_files == ("a.go",)
    assert [(n.code, n.incomplete) for n in listing.notices][1:] == [("file-unreadable", True)]
    assert "gone.go" in listing.notices[1].message


def test_without_go_the_compiler_cannot_be_asked(write: Write, ask_without_go: Ask) -> None:
    with pytest.raises(ToolchainError, match="there is no go command on PATH"):
        load(ask_without_go(write(MODULE), compiler=Compiler.ON))


def test_without_go_a_workspace_is_found(write: Write, ask_without_go: Ask) -> None:
    root = write({**MODULE, "go.work": "go 1.22\nuse .\nuse ./nested\n"})
    paths = [package.path for package in only(load(ask_without_go(root))).targets]
    assert paths[-1] == "example.com/nested"


def test_without_go_and_module_there_is_an_error(write: Write, ask_without_go: Ask) -> None:
    with pytest.raises(GoCodeError, match="go mod init"):
        load(ask_without_go(write({"a.go": "package a\n"})))


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("x.go", True),
        ("linux.go", True),
        ("x_linux.go", True),
        ("x_windows.go", False),
        ("x_linux_amd64.go", True),
        ("x_linux_arm64.go", False),
        ("x_windows_amd64.go", False),
        ("x_arm64_test.go", False),
        ("x_linux_test.go", True),
        ("x_unix.go", True),
    ],
)
def test_names_select_files(name: str, *, is_taken: bool) -> None:
    assert LINUX.takes(name, b"package x\n") is is_taken


@pytest.mark.parametrize(
    ("constraint", "is_taken"),
    [
        ("linux", True),
        ("!linux", False),
        ("windows || linux && amd64", True),
        ("(windows || linux) && arm64", False),
        ("!(windows || arm64)", True),
        ("!!special", True),
        ("unix && go1.99 && gc", True),
        ("cgo || ignore", False),
        ("special // a comment", True),
        ("(", True),
    ],
)
def test_constraints_select_files(constraint: str, *, is_taken: bool) -> None:
    source = f"// Copyright\n\n//go:build {constraint}\n\npackage x\n".encode()
    assert LINUX.takes("x.go", source) is is_taken


def test_a_constraint_after_the_package_clause_means_nothing() -> None:
    assert LINUX.takes("x.go", b"// Text\npackage x\n\n//go:build ignore\n")


@pytest.mark.parametrize(("goos", "tag"), [("android", "linux"), ("ios", "darwin")])
def test_some_systems_imply_others(goos: str, tag: str) -> None:
    assert Target(goos, "arm64").holds(tag)
