"""Loading packages and the compiler's text by the real go command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gomemlint.errors import ConfigError
from gomemlint.toolchain.canary import Canary
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.loading import load, plan, start
from gomemlint.toolchain.requests import Compiler, Driver, Tests
from tests.toolchain.conftest import Ask, Write

GO_MOD = "module example.com/m\n\ngo 1.21\n"
ESCAPE = "package {0}\n\nfunc F() *int {{\n\tx := 1\n\treturn &x\n}}\n"
CGO = """package native

/*
static int add(int a, int b) { return a + b; }
*/
import "C"

func Add() int { return int(C.add(1, 2)) }
"""


def only(listings: tuple[Listing, ...]) -> Listing:
    (listing,) = listings
    return listing


def text(listing: Listing) -> str:
    assert listing.diagnostics is not None
    return listing.diagnostics.read_text(encoding="utf-8")


def blocks(listing: Listing) -> list[str]:
    return sorted(re.split(r"^(?=# )", text(listing), flags=re.MULTILINE))


def names(listing: Listing) -> list[str]:
    return sorted(package.identity for package in listing.targets)


@pytest.fixture
def module(write: Write) -> Path:
    return write(
        {
            "go.mod": GO_MOD,
            "a/a.go": ESCAPE.format("a"),
            "a/a_test.go": "package a\n\nfunc helper() *int { return F() }\n",
            "a/x_test.go": 'package a_test\n\nimport "example.com/m/a"\n\nvar X = a.F()\n',
            "a/a_windows.go": "package a\n",
            "a/tagged.go": "//go:build special\n\npackage a\n\nfunc Tagged() {}\n",
            "cmd/m/main.go": 'package main\n\nimport "example.com/m/a"\n\n'
            'import "fmt"\n\nfunc main() { fmt.Println(*a.F()) }\n',
        }
    )


def test_a_module_is_loaded_with_the_text_of_the_compiler(module: Path, ask: Ask) -> None:
    listing = only(load(ask(module)))
    assert listing.root == module
    assert names(listing) == ["example.com/m/a", "example.com/m/cmd/m"]
    assert "a/a.go:4:2: moved to heap: x\n" in text(listing)
    assert listing.notices == ()


def test_packages_know_their_files_modules_and_imports(module: Path, ask: Ask) -> None:
    listing = only(load(ask(module)))
    packages = {package.identity: package for package in listing.packages}
    a, main = packages["example.com/m/a"], packages["example.com/m/cmd/m"]
    assert a.source_files == (f"{module}/a/a.go",)
    assert a.ignored_files == ("a_windows.go", "tagged.go")
    assert a.test_files == ("a_test.go",)
    assert a.external_test_files == ("x_test.go",)
    assert a.module is not None
    assert (a.module.path, a.module.go_version, a.module.main) == ("example.com/m", "1.21", True)
    assert main.imports == ("example.com/m/a", "fmt")
    assert packages["fmt"].is_standard
    assert not packages["fmt"].is_target
    assert all(Path(package.export).is_file() for package in listing.packages if package.export)


def test_the_canary_is_seen_to_escape(module: Path, ask: Ask) -> None:
    assert only(load(ask(module, "./a"))).canary is Canary.ESCAPES


def test_without_the_compiler_there_is_export_data_and_no_text(module: Path, ask: Ask) -> None:
    listing = only(load(ask(module, compiler=Compiler.OFF)))
    assert listing.diagnostics is None
    assert listing.canary is Canary.ABSENT
    assert all(package.is_compiled for package in listing.targets)


def test_patterns_are_relative_to_the_folder_of_the_user(module: Path, ask: Ask) -> None:
    listing = only(load(ask(module / "cmd", "./...", "../a")))
    assert listing.root == module
    assert names(listing) == ["example.com/m/a", "example.com/m/cmd/m"]


def test_a_symbolic_link_to_a_module_gives_the_same_text(module: Path, ask: Ask) -> None:
    link = module.parent / "link"
    link.symlink_to(module)
    assert blocks(only(load(ask(link)))) == blocks(only(load(ask(module))))


def test_test_files_come_in_the_variants_that_hold_them(module: Path, ask: Ask) -> None:
    listing = only(load(ask(module, tests=Tests.INCLUDED)))
    assert names(listing) == [
        "example.com/m/a [example.com/m/a.test]",
        "example.com/m/a_test [example.com/m/a.test]",
        "example.com/m/cmd/m",
    ]
    variant = next(p for p in listing.targets if p.path == "example.com/m/a")
    assert variant.source_files == (f"{module}/a/a.go", f"{module}/a/a_test.go")
    external = next(p for p in listing.targets if p.path == "example.com/m/a_test")
    assert external.import_map["example.com/m/a"] == variant.identity
    assert "\na/a_test.go:3:6: can inline helper" in text(listing)
    assert "\na/x_test.go:5:" in text(listing)


def test_broken_test_files_leave_the_package_without_them(write: Write, ask: Ask) -> None:
    module = write(
        {
            "go.mod": GO_MOD,
            "a/a.go": ESCAPE.format("a"),
            "a/a_test.go": "package a\n\nvar x int = F\n",
        }
    )
    listing = only(load(ask(module, tests=Tests.INCLUDED)))
    assert names(listing) == ["example.com/m/a"]
    (notice,) = listing.notices
    assert (notice.path, notice.line, notice.incomplete) == ("a/a_test.go", 3, True)


def test_cgo_files_are_told_apart(write: Write, ask: Ask) -> None:
    module = write({"go.mod": GO_MOD, "native/native.go": CGO})
    (package,) = only(load(ask(module))).targets
    assert (package.go_files, package.cgo_files) == ((), ("native.go",))
    assert package.source_files == (f"{module}/native/native.go",)


def test_tags_and_targets_select_files(module: Path, ask: Ask) -> None:
    tagged = only(load(ask(module, "./a", tags=("special", "other"))))
    windows = only(load(ask(module, "./a", goos="windows", goarch="arm64")))
    assert tagged.targets[0].go_files == ("a.go", "tagged.go")
    assert windows.targets[0].go_files == ("a.go", "a_windows.go")
    assert tagged.go is not None
    assert windows.go is not None
    assert tagged.go.tags == ("special", "other")
    assert (windows.go.goos, windows.go.goarch) == ("windows", "arm64")


def test_the_tags_of_goflags_are_kept(module: Path, ask: Ask) -> None:
    listing = only(load(ask(module, "./a", variables={"GOFLAGS": "-tags=special"})))
    assert listing.targets[0].go_files == ("a.go", "tagged.go")


@pytest.mark.parametrize(
    "goflags",
    [
        "-trimpath",
        "-gcflags=all=-l",
        "'-gcflags=-N -l' -v",
        "-race",
        "-x",
        "-buildmode=plugin -pgo=auto -a -n",
        "-test -compiled -e=false",
    ],
)
def test_goflags_of_the_user_change_nothing(module: Path, ask: Ask, goflags: str) -> None:
    plain = only(load(ask(module)))
    expected, packages = blocks(plain), plain.packages
    listing = only(load(ask(module, variables={"GOFLAGS": goflags})))
    assert blocks(listing) == expected
    assert listing.packages == packages


def test_goflags_that_go_env_wrote_change_nothing(module: Path, ask: Ask) -> None:
    expected = blocks(only(load(ask(module))))
    settings = module.parent / "goenv"
    settings.write_text("GOFLAGS=-trimpath\n")
    assert blocks(only(load(ask(module, variables={"GOENV": str(settings)})))) == expected


@pytest.mark.parametrize("goflags", ["", "-trimpath"])
@pytest.mark.parametrize("gowork", ["", "off"])
def test_a_build_of_the_user_in_a_subfolder_changes_no_path(
    module: Path, ask: Ask, goflags: str, gowork: str
) -> None:
    request = ask(module)
    plain = plan(request).targets[0].place.go
    assert plain is not None
    by_hand = {**request.variables, "GOFLAGS": goflags, "GOWORK": gowork}
    command = [str(plain.command), "build", "-gcflags=-m -m", "."]
    done = subprocess.run(command, cwd=module / "a", env=by_hand, capture_output=True, check=True)
    assert b"moved to heap: x" in done.stderr
    assert "\na/a.go:4:2: moved to heap: x\n" in text(only(load(request)))


def test_the_build_driver_yields_the_same_text_and_packages(module: Path, ask: Ask) -> None:
    listed = only(load(ask(module)))
    expected, packages = blocks(listed), listed.packages
    built = only(load(ask(module, driver=Driver.BUILD)))
    assert blocks(built) == expected
    assert built.packages == packages
    assert len(built.runs) == 2


def test_the_build_driver_leaves_no_program_behind(module: Path, ask: Ask) -> None:
    before = sorted(module.rglob("*"))
    listing = only(load(ask(module / "cmd" / "m", ".", driver=Driver.BUILD)))
    assert names(listing) == ["example.com/m/cmd/m"]
    assert "# example.com/m/cmd/m\n" in text(listing)
    assert sorted(module.rglob("*")) == before


def test_the_build_driver_analyses_what_compiles(write: Write, ask: Ask) -> None:
    module = write(
        {"go.mod": GO_MOD, "a/a.go": ESCAPE.format("a"), "b/b.go": "package b\n\nvar x int = ``\n"}
    )
    listing = only(load(ask(module, driver=Driver.BUILD)))
    assert "a/a.go:4:2: moved to heap: x\n" in text(listing)
    assert [notice.package for notice in listing.notices] == ["example.com/m/b"]


def test_a_build_that_fails_makes_the_run_incomplete(
    write: Write, ask: Ask, tmp_path: Path
) -> None:
    root = write({"go.mod": GO_MOD, "main.go": "package main\n\nfunc main() { missing() }\n"})
    (root / "missing.go").write_text("package main\n\nfunc missing()\n")
    (root / "empty.s").write_text("")
    listing = only(load(ask(root, driver=Driver.BUILD)))
    assert [(notice.code, notice.incomplete) for notice in listing.notices] == [("go-failed", True)]
    assert "main.missing" in listing.notices[0].message


def test_the_build_driver_refuses_tests(module: Path, ask: Ask) -> None:
    with pytest.raises(ConfigError, match="--driver=list"):
        load(ask(module, driver=Driver.BUILD, tests=Tests.INCLUDED))


def test_vendored_packages_are_dependencies_and_no_targets(write: Write, ask: Ask) -> None:
    module = write(
        {
            "go.mod": GO_MOD + "\nrequire example.org/dep v1.0.0\n",
            "vendor/modules.txt": "# example.org/dep v1.0.0\n## explicit; go 1.21\n"
            "example.org/dep\n",
            "vendor/example.org/dep/dep.go": ESCAPE.format("dep"),
            "a/a.go": 'package a\n\nimport "example.org/dep"\n\nvar A = dep.F()\n',
        }
    )
    listing = only(load(ask(module)))
    assert names(listing) == ["example.com/m/a"]
    dep = next(p for p in listing.packages if p.path == "example.org/dep")
    assert dep.directory == f"{module}/vendor/example.org/dep"
    assert dep.is_compiled


def test_standard_packages_load_from_any_module(module: Path, ask: Ask) -> None:
    listing = only(load(ask(module, "errors", "unicode/utf8")))
    assert names(listing) == ["errors", "unicode/utf8"]
    assert "# errors\n" in text(listing)


def test_package_unsafe_is_never_a_target(module: Path, ask: Ask) -> None:
    listing = only(load(ask(module, "errors", "unsafe")))
    assert names(listing) == ["errors"]
    assert listing.notices == ()


def test_standard_packages_load_outside_of_any_module(tmp_path: Path, ask: Ask) -> None:
    assert names(only(load(ask(tmp_path, "errors")))) == ["errors"]


def test_standard_packages_load_in_the_sources_of_go(module: Path, ask: Ask) -> None:
    go = plan(ask(module)).targets[0].place.go
    assert go is not None
    listing = only(load(ask(go.goroot / "src", "./errors", "unicode/utf8")))
    assert names(listing) == ["errors", "unicode/utf8"]
    assert listing.root == (go.goroot / "src").resolve()


def test_probable_files_are_known_before_go_answers(module: Path, ask: Ask) -> None:
    planned = plan(ask(module))
    with start(planned) as running:
        probable = set(planned.probable_files())
        listing = only(running.wait())
    listed = {file for package in listing.targets for file in package.source_files}
    assert listed <= probable
    assert f"{module}/a/a_test.go" not in probable


def test_each_run_reports_what_it_used(module: Path, ask: Ask) -> None:
    (used,) = only(load(ask(module))).runs
    assert used.peak_bytes > 1 << 20
    assert used.wall_s > 0
    assert used.cpu_s > 0


def test_nothing_is_written_to_the_module(module: Path, ask: Ask) -> None:
    before = {path: path.stat().st_mtime_ns for path in module.rglob("*")}
    load(ask(module))
    assert {path: path.stat().st_mtime_ns for path in module.rglob("*")} == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads and writes everything")
def test_a_read_only_module_is_loaded(module: Path, ask: Ask) -> None:
    module.chmod(0o555)
    try:
        assert names(only(load(ask(module, "./a")))) == ["example.com/m/a"]
    finally:
        module.chmod(0o755)


GENERIC = 'package a\n\nimport "slices"\n\nfunc Sorted(s []int) { slices.Sort(s) }\n'


def goroot_like(real: Path, folder: Path) -> Path:
    """Make a GOROOT with the content of another one, and return its go command."""
    (folder / "bin").mkdir(parents=True)
    shutil.copy2(real / "bin" / "go", folder / "bin" / "go")
    for entry in real.iterdir():
        if entry.name != "bin":
            (folder / entry.name).symlink_to(entry)
    return folder / "bin" / "go"


def test_the_text_names_the_files_of_the_goroot_of_this_run(
    write: Write, ask: Ask, tmp_path: Path
) -> None:
    module = write({"go.mod": GO_MOD, "a.go": GENERIC})
    here = only(load(ask(module)))
    assert here.go is not None
    first = goroot_like(here.go.goroot, tmp_path / "first")
    second = goroot_like(here.go.goroot, tmp_path / "second")
    assert "first/src/slices/" in text(only(load(ask(module, go=str(first)))))
    said = text(only(load(ask(module, go=str(second)))))
    assert "second/src/slices/" in said
    assert "first/" not in said
