"""What does not compile: one notice per root cause, the rest analysed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.errors import GoCodeError, ToolchainError
from gomemlint.model.report import Notice
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.loading import load
from tests.toolchain.conftest import Ask, Write

GO_MOD = "module example.com/m\n\ngo 1.21\n"
GOOD = "package good\n\nfunc F() *int { return new(int) }\n"


def loaded(ask: Ask, module: Path, *arguments: str) -> Listing:
    (listing,) = load(ask(module, *arguments))
    return listing


def notice(ask: Ask, module: Path) -> Notice:
    (found,) = loaded(ask, module).notices
    return found


def test_a_broken_package_is_one_notice_with_all_that_it_blocks(write: Write, ask: Ask) -> None:
    module = write(
        {
            "go.mod": GO_MOD,
            "good/good.go": GOOD,
            "bad/bad.go": 'package bad\n\nfunc F() int { return "x" }\n\nvar y nothing\n',
            "one/one.go": 'package one\n\nimport "example.com/m/bad"\n\nvar X = bad.F()\n',
            "two/two.go": 'package two\n\nimport "example.com/m/one"\n\nvar X = one.X\n',
        }
    )
    listing = loaded(ask, module)
    (found,) = listing.notices
    assert (found.code, found.package, found.path, found.line, found.blocks, found.incomplete) == (
        "package-broken",
        "example.com/m/bad",
        "bad/bad.go",
        3,
        3,
        True,
    )
    assert 'cannot use "x" (untyped string constant) as int value' in found.message
    assert found.message.endswith("(and 1 more)")
    compiled = [package.path for package in listing.targets if package.is_compiled]
    assert compiled == ["example.com/m/good"]


def test_the_lines_that_continue_an_error_belong_to_it(write: Write, ask: Ask) -> None:
    module = write({"go.mod": GO_MOD, "a/a.go": "package a\n\nfunc f() int { return 1, 2 }\n"})
    message = notice(ask, module).message
    assert "too many return values have (number, number) want (int)" in message
    assert "more)" not in message


def test_two_causes_are_two_notices(write: Write, ask: Ask) -> None:
    module = write(
        {
            "go.mod": GO_MOD,
            "a/a.go": "package a\n\nvar x nothing\n",
            "b/b.go": "package b\n\nfunc F( {\n",
        }
    )
    found = loaded(ask, module).notices
    assert [(each.package, each.blocks) for each in found] == [
        ("example.com/m/a", 1),
        ("example.com/m/b", 1),
    ]
    assert "syntax error" in found[1].message


def test_a_missing_dependency_is_named_with_the_import(write: Write, ask: Ask) -> None:
    module = write(
        {
            "go.mod": GO_MOD,
            "a/a.go": 'package a\n\nimport _ "example.org/missing"\n',
            "b/b.go": 'package b\n\nimport _ "example.org/missing"\n',
        }
    )
    found = notice(ask, module)
    assert (found.package, found.path, found.line, found.blocks) == (
        "example.org/missing",
        "a/a.go",
        3,
        2,
    )
    assert "go get example.org/missing" in found.message


def test_a_required_module_that_cannot_be_fetched_is_a_notice(write: Write, ask: Ask) -> None:
    module = write(
        {
            "go.mod": GO_MOD + "\nrequire example.org/missing v1.0.0\n",
            "go.sum": "example.org/missing v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
            "example.org/missing v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "a/a.go": 'package a\n\nimport _ "example.org/missing"\n',
            "good/good.go": GOOD,
        }
    )
    found = notice(ask, module)
    assert found.package == "example.org/missing"
    assert (found.path, found.line) == ("a/a.go", 3)


def test_an_import_cycle_is_one_notice(write: Write, ask: Ask) -> None:
    module = write(
        {
            "go.mod": GO_MOD,
            "a/a.go": 'package a\n\nimport _ "example.com/m/b"\n',
            "b/b.go": 'package b\n\nimport _ "example.com/m/a"\n',
        }
    )
    found = notice(ask, module)
    assert "import cycle not allowed" in found.message
    assert found.blocks == 2


def test_two_package_names_in_one_folder_are_a_notice(write: Write, ask: Ask) -> None:
    module = write({"go.mod": GO_MOD, "a/a.go": "package a\n", "a/b.go": "package b\n"})
    assert "found packages a (a.go) and b (b.go)" in notice(ask, module).message


def test_an_embedded_file_that_is_missing_has_a_place(write: Write, ask: Ask) -> None:
    source = 'package a\n\nimport _ "embed"\n\n//go:embed nothing.txt\nvar s string\n'
    found = notice(ask, write({"go.mod": GO_MOD, "a/a.go": source}))
    assert (found.path, found.line) == ("a/a.go", 5)


def test_a_missing_c_compiler_is_a_notice(write: Write, ask: Ask) -> None:
    module = write(
        {
            "go.mod": GO_MOD,
            "a/a.go": 'package a\n\n// int one() { return 1; }\nimport "C"\n\nvar A = C.one()\n',
            "good/good.go": GOOD,
        }
    )
    (listing,) = load(ask(module, variables={"CC": "no-such-compiler", "CGO_ENABLED": "1"}))
    assert any("no-such-compiler" in each.message for each in listing.notices)
    assert [p.path for p in listing.targets if p.is_compiled] == ["example.com/m/good"]


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("./nothing", "directory not found"),
        ("./nothing/...", "no such file or directory"),
        ("./empty/...", "matches no packages"),
        ("./empty", "no Go files"),
        ("./other", "build constraints exclude all Go files"),
        ("good", "write ./good"),
        ("example.org/nothing", "no required module provides package"),
        ("../outside", "outside"),
    ],
)
def test_a_pattern_that_names_no_package_is_an_error(
    write: Write, ask: Ask, pattern: str, says: str
) -> None:
    module = write(
        {
            "go.mod": GO_MOD,
            "good/good.go": GOOD,
            "empty/README": "",
            "other/other.go": "//go:build never\n\npackage other\n",
        }
    )
    with pytest.raises(GoCodeError, match=says):
        load(ask(module, "./good", pattern))


def test_a_module_without_packages_is_an_error(write: Write, ask: Ask) -> None:
    with pytest.raises(GoCodeError, match="matches no packages"):
        load(ask(write({"go.mod": GO_MOD})))


def test_a_malformed_go_mod_is_an_error_that_names_the_line(write: Write, ask: Ask) -> None:
    module = write({"go.mod": "modul example.com/m\n", "a/a.go": "package a\n"})
    with pytest.raises(GoCodeError, match=r"go\.mod:1: unknown directive: modul"):
        load(ask(module))


def test_a_module_that_requires_a_newer_go_is_an_error(write: Write, ask: Ask) -> None:
    module = write({"go.mod": "module example.com/m\n\ngo 1.999\n", "a/a.go": "package a\n"})
    with pytest.raises(ToolchainError, match=r"requires go >= 1\.999.*name it with --go"):
        load(ask(module))


def test_a_toolchain_line_that_cannot_be_had_is_an_error(write: Write, ask: Ask) -> None:
    module = write(
        {
            "go.mod": "module example.com/m\n\ngo 1.21\n\ntoolchain go1.999.1\n",
            "a/a.go": "package a\n",
        }
    )
    with pytest.raises(ToolchainError, match=r"go1\.999\.1"):
        load(ask(module, variables={"GOTOOLCHAIN": "auto"}))


def test_vendoring_that_disagrees_with_go_mod_is_an_error(write: Write, ask: Ask) -> None:
    module = write(
        {
            "go.mod": GO_MOD + "\nrequire example.org/dep v1.0.0\n",
            "vendor/modules.txt": "",
            "a/a.go": "package a\n",
        }
    )
    with pytest.raises(GoCodeError, match="inconsistent vendoring"):
        load(ask(module))
