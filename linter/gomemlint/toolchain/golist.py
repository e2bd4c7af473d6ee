"""What `go list -json` printed, as packages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec

from gomemlint.errors import ToolchainError
from gomemlint.model.packages import GoModule, GoPackage


class PrintedError(msgspec.Struct, rename="pascal"):
    """Why a package cannot be loaded; `pos` is empty for what the compiler says."""

    err: str = ""
    pos: str = ""


class PrintedModule(msgspec.Struct, rename="pascal"):
    """The module of a package, as printed."""

    path: str
    version: str = ""
    dir: str = ""
    go_version: str = ""
    main: bool = False


class Printed(msgspec.Struct, rename="pascal"):
    """The fields of a package that we ask for; Go leaves out what is empty."""

    import_path: str
    dir: str = ""
    name: str = ""
    for_test: str = ""
    export: str = ""
    match: tuple[str, ...] = ()
    standard: bool = False
    dep_only: bool = False
    module: PrintedModule | None = None
    go_files: tuple[str, ...] = ()
    cgo_files: tuple[str, ...] = ()
    ignored_go_files: tuple[str, ...] = ()
    invalid_go_files: tuple[str, ...] = ()
    test_go_files: tuple[str, ...] = ()
    x_test_go_files: tuple[str, ...] = ()
    embed_files: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    import_map: Mapping[str, str] = {}
    error: PrintedError | None = None
    deps_errors: tuple[PrintedError, ...] = ()


NO_GO_FILES = ("no Go files in", "build constraints exclude all Go files")
FIELDS = ",".join(field.encode_name for field in msgspec.structs.fields(Printed))


def decode(output: bytes, command: str) -> tuple[Printed, ...]:
    """Decode the JSON objects that Go prints one after the other."""
    # Go indents: only the end of a whole object stands at the start of a line.
    array = b"[" + output.replace(b"\n}\n{", b"\n},{") + b"]"
    try:
        return msgspec.json.decode(array, type=tuple[Printed, ...])
    except msgspec.DecodeError as e:
        start = output[:120].decode("utf-8", "replace").strip()
        raise ToolchainError(
            f"{command} printed {start!r}, not the packages it was asked for ({e}); "
            "check which go is used: `gomemlint version`"
        ) from e


def packages_of(printed: Iterable[Printed]) -> tuple[GoPackage, ...]:
    """Make packages of what was printed, without folders that are empty in this build, and
    without the programs that only run tests.
    """
    modules: dict[tuple[str, str], GoModule] = {}
    wanted = (each for each in printed if not (is_test_program(each) or is_empty(each)))
    return tuple(package_of(each, modules) for each in wanted)


def settled(packages: Iterable[GoPackage]) -> tuple[GoPackage, ...]:
    """Leave one target per import path: the variant with test files, if it compiles."""
    packages = tuple(packages)
    paths = {p.path for p in packages if p.is_target and not p.for_test}
    tested = {p.path for p in packages if p.is_target and p.for_test and p.is_compiled}
    return tuple(
        replace(p, is_target=False)
        if p.path in paths and (p.path in tested) != bool(p.for_test)
        else p
        for p in packages
    )


def package_of(printed: Printed, modules: dict[tuple[str, str], GoModule]) -> GoPackage:
    """Make one package; modules are shared."""
    path = printed.import_path.partition(" ")[0]
    return GoPackage(
        identity=printed.import_path,
        path=path,
        name=printed.name,
        directory=printed.dir,
        for_test=printed.for_test,
        go_files=printed.go_files,
        cgo_files=printed.cgo_files,
        ignored_files=printed.ignored_go_files,
        invalid_files=printed.invalid_go_files,
        test_files=printed.test_go_files,
        external_test_files=printed.x_test_go_files,
        embedded_files=printed.embed_files,
        export=printed.export,
        module=module_of(printed.module, modules),
        is_target=is_target(printed, path),
        is_standard=printed.standard,
        imports=printed.imports,
        import_map=printed.import_map,
        error=printed.error.err if printed.error else "",
        error_position=printed.error.pos if printed.error else "",
        dependency_errors=tuple(each.err for each in printed.deps_errors),
    )


def module_of(
    printed: PrintedModule | None, modules: dict[tuple[str, str], GoModule]
) -> GoModule | None:
    """Return the one value for a module."""
    if printed is None:
        return None
    key = printed.path, printed.version
    if key not in modules:
        modules[key] = GoModule(
            printed.path, printed.version, printed.dir, printed.go_version, printed.main
        )
    return modules[key]


def is_target(printed: Printed, path: str) -> bool:
    """Tell whether the patterns name a package.

    With `-test`, Go compiles a package anew for the tests of each package that it imports:
    only the variants that hold test files are wanted.
    """
    if printed.for_test:
        return not printed.dep_only and path in (printed.for_test, f"{printed.for_test}_test")
    # Package unsafe is documentation: the compiler knows it, and there is no export data.
    return not printed.dep_only and bool(printed.match) and path != "unsafe"


def is_test_program(printed: Printed) -> bool:
    """Tell the program that runs tests: its one file is generated, in the build cache."""
    return printed.name == "main" and any("/" in name for name in printed.go_files)


def is_empty(printed: Printed) -> bool:
    """Tell a folder that the patterns name and of which this build takes no file."""
    error = printed.error.err if printed.error else ""
    return not printed.dep_only and error.startswith(NO_GO_FILES)
