"""Which Go the module selects, and the environment that every go command of a run gets."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gomemlint.errors import NoGoError, ToolchainError
from gomemlint.toolchain.discovery import ADVICE, is_script
from gomemlint.toolchain.process import Command, Completed, run

OLDEST = (1, 21)
NAMES = (
    "GOVERSION",
    "GOROOT",
    "GOMOD",
    "GOWORK",
    "GOFLAGS",
    "GOOS",
    "GOARCH",
    "CGO_ENABLED",
    "GOEXPERIMENT",
    "GOCACHE",
    "GOMODCACHE",
    "GOTMPDIR",
    "GO111MODULE",
)
RELEASE = re.compile(r"\bgo(\d+)\.(\d+)")
# cmd/internal/quoted: a quote groups only at the start of a field.
GOFLAG = re.compile(r"'([^']*)'|\"([^\"]*)\"|(\S+)")
# What selects the code to analyse. Everything else in GOFLAGS changes how code is compiled or
# what the command prints (-trimpath, -gcflags=all=-N, -race, -x), and must not change a report.
KEPT = frozenset({"tags", "mod", "modfile", "modcacherw", "p"})
# Without it each commit gives main packages another cache key. It also keeps GOFLAGS from being
# empty, which would let `go env -w GOFLAGS=...` through.
NO_STAMP = "-buildvcs=false"


@dataclass(frozen=True, slots=True)
class Go:
    """The toolchain of a run, as the module or workspace at `root` selects it.

    `command` is the binary of that very toolchain. `variables` is the whole environment for
    its runs: no other toolchain is selected, and GOFLAGS holds only what selects code.
    `settings` are the raw answers of `go env`, for those who must notice that they change.
    """

    command: Path
    root: Path
    version: str
    release: tuple[int, int]
    goroot: Path
    goos: str
    goarch: str
    tags: tuple[str, ...]
    module_file: str
    work_file: str
    settings: Mapping[str, str]
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user asks for about the toolchain and the build configuration.

    A named command comes from `--go` or GOMEMLINT_GO, not from PATH. Go works in `scratch`.
    """

    command: Path
    variables: Mapping[str, str]
    is_named: bool = False
    goos: str = ""
    goarch: str = ""
    tags: tuple[str, ...] = ()
    timeout_s: float | None = None
    scratch: Path | None = None


def read_environment(selection: Selection, directory: Path, gowork: str = "") -> Go:
    """Ask Go which toolchain and settings hold in a directory; refuse what is too old.

    `gowork` overrides the workspace, for example by `off`.
    """
    variables = base_variables(selection)
    if gowork:
        variables["GOWORK"] = gowork
    arguments = (str(selection.command), "env", "-json", *NAMES)
    done = run(Command(arguments, directory, variables, selection.timeout_s))
    settings = decoded(done, selection.command, directory)
    release = release_of(settings["GOVERSION"], selection.command)
    flags = (NO_STAMP, *kept_flags(settings["GOFLAGS"], directory, selection.tags))
    goroot = Path(settings["GOROOT"])
    selected = toolchain(selection, goroot)
    variables |= {
        "GOFLAGS": " ".join(f"'{flag}'" if " " in flag else flag for flag in flags),
        # Empty means that there is no workspace, but Go would search for one again.
        "GOWORK": settings["GOWORK"] or "off",
    }
    if selection.scratch is not None:
        # Go leaves its folder behind when it is killed; in ours it goes with all the rest.
        variables["GOTMPDIR"] = settings["GOTMPDIR"] or str(selection.scratch)
    if selected != selection.command:
        variables["GOTOOLCHAIN"] = "local"
        variables.pop("GOROOT", None)
    work_file = "" if settings["GOWORK"] == "off" else settings["GOWORK"]
    return Go(
        command=selected,
        root=run_directory(settings["GOMOD"], work_file, directory),
        version=settings["GOVERSION"],
        release=release,
        goroot=goroot,
        goos=settings["GOOS"],
        goarch=settings["GOARCH"],
        tags=tags_of(flags),
        module_file="" if settings["GOMOD"] == os.devnull else settings["GOMOD"],
        work_file=work_file,
        settings=settings,
        variables=variables,
    )


def toolchain(selection: Selection, goroot: Path) -> Path:
    """Return the binary to call from now on: that of the selected GOROOT.

    It starts faster than a shim on PATH and selects no other toolchain in other folders. A script
    that the user named is called as it is, whatever it does.
    """
    binary = goroot / "bin" / "go"
    if not os.access(binary, os.X_OK) or (selection.is_named and is_script(selection.command)):
        return selection.command
    return binary


def base_variables(selection: Selection) -> dict[str, str]:
    """Return the user's environment with the target that the user chose."""
    variables = dict(selection.variables)
    home = selection.command.resolve().parent.parent
    # A GOROOT meant for another go makes this one fail: "version does not match go tool version".
    if (home / "pkg" / "tool").is_dir():
        variables.pop("GOROOT", None)
    if selection.goos:
        variables["GOOS"] = selection.goos
    if selection.goarch:
        variables["GOARCH"] = selection.goarch
    return variables


def decoded(done: Completed, command: Path, directory: Path) -> dict[str, str]:
    """Decode the answer of `go env -json`; say what is wrong if it is none."""
    if done.code != 0:
        raise ToolchainError(
            f"{command} cannot select a toolchain in {directory}: {done.last_words or 'no reason'}"
        )
    try:
        settings = msgspec.json.decode(done.output, type=dict[str, str])
    except msgspec.DecodeError as e:
        words = done.output[:200].decode("utf-8", "replace").strip()
        release_of(words, command)
        raise ToolchainError(
            f"{command} answered {words!r} to `go env -json`; it is no go command; {ADVICE}"
        ) from e
    return {name: settings.get(name, "") for name in NAMES}


def release_of(version: str, command: Path) -> tuple[int, int]:
    """Return the release in a version text; raise if there is none or if it is too old."""
    found = RELEASE.search(version)
    if found is None:
        raise ToolchainError(f"{command} calls its version {version!r}; {ADVICE}")
    release = int(found.group(1)), int(found.group(2))
    if release < OLDEST:
        raise NoGoError(f"{command} is {found.group()}, which is too old; {ADVICE}")
    return release


def kept_flags(goflags: str, directory: Path, tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return the elements of GOFLAGS that select code, with the user's tags in their place."""
    kept = []
    for groups in GOFLAG.findall(goflags):
        flag = "".join(groups)
        name, _, value = flag.lstrip("-").partition("=")
        if name == "modfile":
            kept.append(f"-modfile={directory / value}")
        elif name in KEPT and not (name == "tags" and tags):
            kept.append(flag)
    return (*kept, f"-tags={','.join(tags)}") if tags else tuple(kept)


def tags_of(flags: tuple[str, ...]) -> tuple[str, ...]:
    """Return the build tags among the elements of GOFLAGS."""
    found = [flag.partition("=")[2] for flag in flags if flag.lstrip("-").startswith("tags=")]
    return tuple(re.split(r"[,\s]+", found[-1].strip())) if found and found[-1].strip() else ()


def run_directory(module_file: str, work_file: str, directory: Path) -> Path:
    """Return the root from which Go runs: of the workspace, else of the module, else as given."""
    if work_file:
        return Path(work_file).parent
    if module_file and module_file != os.devnull:
        return Path(module_file).parent
    return directory
