"""From patterns and file names to the roots to load from, and the patterns to load there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gomemlint.errors import ConfigError, GoCodeError
from gomemlint.model.report import Notice
from gomemlint.toolchain.environment import Go
from gomemlint.toolchain.folders import is_skipped, modules_below, nearest
from gomemlint.toolchain.modfile import read_uses
from gomemlint.toolchain.requests import LoadRequest, Modules, Tests

MODULE_FILES = frozenset({"go.mod", "go.sum", "go.work", "go.work.sum"})
NAMED_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Place:
    """The root that Go runs from, its go.mod and go.work where they exist, its toolchain."""

    root: Path
    module: Path | None = None
    workspace: Path | None = None
    go: Go | None = None


Locate = Callable[[Path, str], Place]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the user wrote, and the patterns that it means at the root, `./` first.

    A required pattern must match a package.
    """

    text: str
    expanded: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """One run of Go: where, and for which patterns.

    `files` are the absolute names that the user gave; findings elsewhere are not asked for.
    Empty means that all files of the packages are meant.
    """

    place: Place
    patterns: tuple[Pattern, ...]
    files: frozenset[str] = frozenset()

    @property
    def arguments(self) -> tuple[str, ...]:
        """The patterns for the command line, each once."""
        return tuple(dict.fromkeys(each for p in self.patterns for each in p.expanded))


@dataclass(frozen=True, slots=True)
class Resolved:
    """All that the arguments mean, and what to tell the user about them."""

    targets: tuple[Target, ...]
    notices: tuple[Notice, ...] = ()


def resolve(request: LoadRequest, locate: Locate) -> Resolved:
    """Find the roots and patterns that a request means."""
    directory = request.directory.resolve()
    files = [name for name in request.arguments if is_file_name(name, directory)]
    if files and len(files) < len(request.arguments):
        other = next(name for name in request.arguments if name not in files)
        raise ConfigError(
            f"{files[0]} is a file and {other} is a pattern; give files or patterns, not both"
        )
    if files:
        return of_files(files, request, locate)
    if request.modules is Modules.ALL:
        return Resolved(of_all_modules(request.arguments, directory, locate))
    return Resolved((of_patterns(request.arguments, directory, locate),))


def is_file_name(name: str, directory: Path) -> bool:
    """Tell a file name from a pattern; `example.org/nats.go` may be the path of a package."""
    path = directory / name
    if not name.endswith(".go") or "..." in name:
        return path.is_file()
    first, *others = Path(name).parts
    is_import = "." in first and bool(others) and not (directory / first).exists()
    return not path.is_dir() and not is_import


def is_path(pattern: str) -> bool:
    """Tell a path from an import path, as `go help packages` does."""
    return (
        pattern in (".", "..") or pattern.startswith(("./", "../")) or Path(pattern).is_absolute()
    )


def of_patterns(patterns: Sequence[str], directory: Path, locate: Locate) -> Target:
    """Resolve patterns in the module or workspace of a folder."""
    place = locate(directory, "")
    if place.module is None and place.workspace is None and any(map(is_path, patterns)):
        raise no_module(directory)
    modules = read_uses(place.workspace) if place.workspace else ()
    resolved = (Pattern(p, expand(p, directory, place.root, modules)) for p in patterns)
    return Target(place, tuple(resolved))


def expand(pattern: str, directory: Path, root: Path, modules: Iterable[Path]) -> tuple[str, ...]:
    """Write a pattern for the root; `x/...` names each of the modules that it covers.

    Go's own `./...` stops at each go.mod, even of modules that the workspace uses.
    """
    if not is_path(pattern):
        return (pattern,)
    absolute = os.path.normpath(directory / pattern)
    base, wildcard = os.path.split(absolute)
    if wildcard != "..." or "..." in base:
        return (from_root(absolute, root),)
    covered = [module for module in modules if module.is_relative_to(base)]
    inside = not covered or any(Path(base).is_relative_to(module) for module in modules)
    bases = [*([base] if inside else []), *map(str, covered)]
    return tuple(dict.fromkeys(from_root(f"{each}/...", root) for each in bases))


def from_root(absolute: str, root: Path) -> str:
    """Write an absolute path as a pattern that starts with a dot."""
    relative = os.path.relpath(absolute, root)
    return relative if Path(relative).parts[:1] in ((), ("..",)) else f"./{relative}"


def no_module(directory: Path) -> GoCodeError:
    """Say that a folder belongs to no module, and where modules are."""
    below = [str(module.relative_to(directory)) for module in modules_below(directory)]
    if not below:
        return GoCodeError(
            f"there is no go.mod in {directory} or above it; "
            "run gomemlint inside a module, or make one with `go mod init`"
        )
    return GoCodeError(
        f"{directory} is in no module and has no go.work, but holds {counted(below, 'module')}; "
        "run gomemlint in one of them, or name --all-modules"
    )


def of_all_modules(patterns: Sequence[str], directory: Path, locate: Locate) -> tuple[Target, ...]:
    """Resolve patterns over each module at, above and below a folder."""
    for pattern in patterns:
        if not is_path(pattern):
            raise ConfigError(
                f"--all-modules cannot look for {pattern}; give paths such as ./... with it"
            )
    around = nearest(directory, "go.mod")
    modules = dict.fromkeys((*([around.parent] if around else []), *modules_below(directory)))
    if not modules:
        raise no_module(directory)
    members: dict[Path, tuple[Place, list[Path]]] = {}
    for module in modules:
        place = home(module, locate)
        members.setdefault(place.root, (place, []))[1].append(module)
    targets = []
    for place, group in members.values():
        covers = (covered(p, directory, place.root, group) for p in patterns)
        found = tuple(p for p in covers if p.expanded)
        if found:
            targets.append(Target(place, found))
    return tuple(targets)


def covered(pattern: str, directory: Path, root: Path, modules: Sequence[Path]) -> Pattern:
    """Restrict a pattern to modules: what it names in them, or nothing."""
    absolute = Path(os.path.normpath(directory / pattern))
    base = absolute.parent if absolute.name == "..." else absolute
    near = [m for m in modules if m.is_relative_to(base) or base.is_relative_to(m)]
    expanded = expand(pattern, directory, root, near) if near else ()
    return Pattern(pattern, expanded, required=False)


def home(module: Path, locate: Locate) -> Place:
    """Return the place that a module is loaded from: its workspace if one uses it."""
    place = locate(module, "")
    if place.workspace is None or module.resolve() in read_uses(place.workspace):
        return place
    return locate(module, "off")


@dataclass(slots=True)
class Group:
    """The named files that are loaded from one root; `whole` holds modules to load entirely."""

    place: Place
    folders: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    whole: set[Path] = field(default_factory=set)

    def add(self, name: str, path: Path) -> None:
        """Take in a file: its folder is loaded, or its whole module if it is a go.mod."""
        if path.name in MODULE_FILES:
            self.whole.add(path.parent)
        else:
            self.folders.setdefault(from_root(str(path.parent), self.place.root), name)
            self.files.add(str(path))


def of_files(names: Sequence[str], request: LoadRequest, locate: Locate) -> Resolved:
    """Map file names to the packages of their folders, by root."""
    directory = request.directory.resolve()
    skipped: dict[str, list[str]] = {}
    places: dict[Path, Place] = {}
    groups: dict[Path, Group] = {}
    for name in names:
        path = Path(os.path.normpath(directory / name))
        check_file(name, path)
        reason = reason_to_skip(path, request)
        if reason:
            skipped.setdefault(reason, []).append(name)
            continue
        folder = owner(path)
        if folder not in places:
            places[folder] = place_of(path, folder, locate)
        place = places[folder]
        groups.setdefault(place.root, Group(place)).add(name, path)
    notices = tuple(
        Notice("file-skipped", f"{counted(files, 'file')} skipped: {reason}")
        for reason, files in skipped.items()
    )
    return Resolved(tuple(target_of(group) for group in groups.values()), notices)


def owner(path: Path) -> Path:
    """Return the folder of the module that a file belongs to; a go.work stands for itself."""
    found = nearest(path.parent, "go.mod")
    return found.parent if found and not is_work_file(path) else path.parent


def is_work_file(path: Path) -> bool:
    """Tell the files of a workspace from those of a module."""
    return path.name.startswith("go.work")


def place_of(path: Path, folder: Path, locate: Locate) -> Place:
    """Return where a file is loaded from: its workspace, or its module alone."""
    return locate(folder, "") if is_work_file(path) else home(folder, locate)


def target_of(group: Group) -> Target:
    """Make one run of a group: its folders, or `./...` where a module file changed."""
    place = group.place
    folders = tuple(Pattern(name, (p,), required=False) for p, name in group.folders.items())
    if not group.whole:
        return Target(place, folders, frozenset(group.files))
    modules = read_uses(place.workspace) if place.workspace else ()
    wide = tuple(
        Pattern("./...", expand("./...", folder, place.root, modules), required=False)
        for folder in sorted(group.whole)
    )
    return Target(place, wide + folders)


def check_file(name: str, path: Path) -> None:
    """Refuse a file that is missing, unreadable or not Go."""
    if path.name not in MODULE_FILES and path.suffix != ".go":
        raise GoCodeError(f"{name} is not a Go file; name .go files, packages or patterns")
    try:
        with path.open("rb"):
            pass
    except OSError as e:
        raise GoCodeError(f"cannot read {name}: {e.strerror}; check its name and mode") from e


def reason_to_skip(path: Path, request: LoadRequest) -> str:
    """Say why a file is in no package of this run, or nothing."""
    found = nearest(path.parent, "go.mod")
    if found is None and not is_work_file(path):
        return "outside of any module"
    parts = path.relative_to(found.parent).parts if found else ()
    if any(is_skipped(part) for part in parts):
        return "Go ignores testdata, vendor, and names that start with . or _"
    if path.name.endswith("_test.go") and request.tests is Tests.EXCLUDED:
        return "test files are analysed only with --tests"
    return ""


def counted(names: Sequence[str], noun: str) -> str:
    """Write `3 modules (a, b, c)`, with a limit on the names."""
    shown = ", ".join(names[:NAMED_AT_MOST])
    more = ", ..." if len(names) > NAMED_AT_MOST else ""
    plural = "" if len(names) == 1 else "s"
    return f"{len(names)} {noun}{plural} ({shown}{more})"
