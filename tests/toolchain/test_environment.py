"""Which Go is used, and what it is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gomemlint
from gomemlint.errors import ConfigError, ToolchainError
from gomemlint.toolchain.discovery import find_go
from gomemlint.toolchain.environment import Selection, kept_flags, read_environment
from gomemlint.toolchain.loading import load, plan
from tests.toolchain.conftest import Ask, Write

MODULE = {"go.mod": "module example.com/m\n\ngo 1.21\n", "m.go": "package m\n"}


def script(folder: Path, body: str, name: str = "go") -> Path:
    """Write a program that stands for a go command of another kind."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def real_go() -> Path:
    return find_go("", os.environ)


def test_the_option_wins_over_the_variable_and_the_path(tmp_path: Path) -> None:
    option, variable, path = (script(tmp_path / name, ":") for name in ("o", "v", "p"))
    variables = {"PATH": str(path.parent), "GOMEMLINT_GO": str(variable)}
    assert find_go(str(option), variables) == option
    assert find_go("", variables) == variable
    assert find_go("", {"PATH": str(path.parent)}) == path


def test_a_name_is_looked_up_on_the_path(tmp_path: Path) -> None:
    command = script(tmp_path, ":", "go1.27")
    assert find_go("go1.27", {"PATH": str(tmp_path)}) == command


@pytest.mark.parametrize("chosen", ["", "chosen"])
def test_go_works_in_our_folder_unless_the_user_names_one(
    tmp_path: Path, write: Write, chosen: str
) -> None:
    wanted = str(tmp_path / chosen) if chosen else ""
    variables = {**os.environ, "GOTMPDIR": wanted}
    selection = Selection(real_go(), variables, scratch=tmp_path / "scratch")
    go = read_environment(selection, write(MODULE))
    assert go.variables["GOTMPDIR"] == (wanted or str(tmp_path / "scratch"))


def test_a_named_go_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"--go names .*/nowhere, which does not exist"):
        find_go(f"{tmp_path}/nowhere", os.environ)
    with pytest.raises(ConfigError, match="GOMEMLINT_GO names"):
        find_go("", {"GOMEMLINT_GO": f"{tmp_path}/nowhere"})


def test_a_named_go_that_is_no_program_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "go").write_text("no program")
    with pytest.raises(ConfigError, match="is not executable"):
        find_go(f"{tmp_path}/go", os.environ)


def test_the_wheel_is_found_where_packages_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = script(tmp_path / "cwd" / "go" / "bin", ":")
    packages = tmp_path / "site-packages"
    binary = script(packages / "go" / "bin", ":")
    monkeypatch.setattr(sys, "path", [str(foreign.parents[2]), str(packages)])
    assert find_go("", {"PATH": ""}) == binary


def test_the_launcher_of_the_wheel_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "site-packages"
    binary = script(packages / "go" / "bin", ":")
    launcher = script(tmp_path / "bin", ":")
    monkeypatch.setattr(sys, "path", [str(packages)])
    monkeypatch.setattr(sys, "executable", str(launcher.parent / "python"))
    assert find_go("", {"PATH": str(launcher.parent)}) == binary


def test_without_path_and_wheel_there_is_advice() -> None:
    source = Path(gomemlint.__file__).parents[1]
    program = (
        f"import sys; sys.path.insert(0, {str(source)!r})\n"
        "from gomemlint.toolchain.discovery import find_go\n"
        "find_go('', {'PATH': ''})\n"
    )
    # -S leaves out site-packages, and with it a wheel of Go that may be installed there.
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True)
    assert "NoGoError: there is no go command on PATH; install Go 1.21" in done.stderr
    assert "--go or GOMEMLINT_GO" in done.stderr


def test_a_go_that_is_too_old_is_refused(write: Write, ask: Ask, tmp_path: Path) -> None:
    old = script(tmp_path / "old", """echo '{"GOVERSION": "go1.20.14", "GOROOT": "/nowhere"}'""")
    with pytest.raises(ToolchainError, match=r"go1\.20, which is too old; install Go 1\.21"):
        load(ask(write(MODULE), go=str(old)))


def test_a_go_that_only_knows_its_version_is_refused(
    write: Write, ask: Ask, tmp_path: Path
) -> None:
    old = script(tmp_path / "old", "echo go version go1.20 linux/amd64")
    with pytest.raises(ToolchainError, match="too old"):
        load(ask(write(MODULE), go=str(old)))


@pytest.mark.parametrize("answer", ["echo hello", "printf '\\000\\377'", ":", "echo '{}'"])
def test_a_program_that_is_no_go_is_refused(
    write: Write, ask: Ask, tmp_path: Path, answer: str
) -> None:
    with pytest.raises(ToolchainError, match="install Go"):
        load(ask(write(MODULE), go=str(script(tmp_path / "x", answer))))


def test_a_go_that_fails_is_quoted(write: Write, ask: Ask, tmp_path: Path) -> None:
    failing = script(tmp_path / "x", "echo 'go: download go1.99 not available' >&2; exit 1")
    with pytest.raises(ToolchainError, match=r"go: download go1\.99 not available"):
        load(ask(write(MODULE), go=str(failing)))


def test_a_go_that_prints_garbage_instead_of_packages_is_an_error(
    write: Write, ask: Ask, tmp_path: Path
) -> None:
    body = f'if [ "$1" = env ]; then exec {real_go()} "$@"; fi; echo garbage'
    with pytest.raises(ToolchainError, match="'garbage', not the packages"):
        load(ask(write(MODULE), go=str(script(tmp_path / "x", body))))


def test_a_go_that_is_killed_is_an_error(write: Write, ask: Ask, tmp_path: Path) -> None:
    body = f'if [ "$1" = env ]; then exec {real_go()} "$@"; fi; kill -9 $$'
    with pytest.raises(ToolchainError, match=r"ended by signal 9 .* memory"):
        load(ask(write(MODULE), go=str(script(tmp_path / "x", body))))


def test_a_shim_on_the_path_leads_to_the_real_binary(
    write: Write, ask: Ask, tmp_path: Path
) -> None:
    shim = script(tmp_path / "shims", f'exec {real_go()} "$@"')
    path = f"{shim.parent}:{os.environ['PATH']}"
    go = plan(ask(write(MODULE), variables={"PATH": path})).targets[0].place.go
    assert go is not None
    assert go.command == go.goroot / "bin" / "go"


def test_a_goroot_for_another_go_does_no_harm(write: Write, ask: Ask, tmp_path: Path) -> None:
    (listing,) = load(ask(write(MODULE), variables={"GOROOT": str(tmp_path)}))
    assert listing.targets[0].is_compiled


def test_a_link_to_go_finds_its_goroot(write: Write, ask: Ask, tmp_path: Path) -> None:
    link = tmp_path / "bin" / "go"
    link.parent.mkdir()
    link.symlink_to(Path(shutil.which(real_go()) or "").resolve())
    (listing,) = load(ask(write(MODULE), go=str(link)))
    assert listing.targets[0].is_compiled


def test_the_environment_is_known(write: Write, ask: Ask) -> None:
    go = plan(ask(write(MODULE))).targets[0].place.go
    assert go is not None
    assert go.version.startswith("go1.")
    assert go.release >= (1, 21)
    assert go.module_file.endswith("/work/go.mod")
    assert go.work_file == ""
    assert go.goroot.is_dir()


def test_only_flags_that_select_code_are_kept(tmp_path: Path) -> None:
    goflags = "-trimpath --tags=a,b '-gcflags=-N -l' -mod=mod \"-modfile=x y.mod\" -race -p=2"
    assert kept_flags(goflags, tmp_path, ()) == (
        "--tags=a,b",
        "-mod=mod",
        f"-modfile={tmp_path}/x y.mod",
        "-p=2",
    )
    assert kept_flags(goflags, tmp_path, ("c",))[-1] == "-tags=c"
    assert "--tags=a,b" not in kept_flags(goflags, tmp_path, ("c",))


def test_a_modfile_in_goflags_is_honoured_from_a_subfolder(write: Write, ask: Ask) -> None:
    root = write(
        {**MODULE, "other.mod": "module example.com/other\n\ngo 1.21\n", "sub/s.go": "package s\n"}
    )
    (listing,) = load(ask(root / "sub", variables={"GOFLAGS": "-modfile=../other.mod"}))
    assert [package.path for package in listing.targets] == ["example.com/other/sub"]
