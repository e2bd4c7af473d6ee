"""Packages with all that they import, compiled with the compiler's diagnostics on all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gomemlint.model.packages import GoPackage
from gomemlint.toolchain.drivers import compile_flags, failures
from gomemlint.toolchain.environment import Go
from gomemlint.toolchain.golist import FIELDS, decode, packages_of
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.process import Command, run
from gomemlint.toolchain.requests import Compiler, LoadRequest, Tests


def load_dependencies(
    request: LoadRequest, listing: Listing, go: Go, paths: Sequence[str]
) -> Listing:
    """Compile packages of a listing again; each package that they need is a target of the result.

    The first time, Go compiles the standard library as far as it is needed; later, its build
    cache has the text.
    """
    flags = compile_flags(listing.root, go.goroot, Compiler.ON, "all=")
    tests = ("-test",) if request.tests is Tests.INCLUDED else ()
    arguments = (
        str(go.command), "list", "-e", "-export", "-deps", f"-json={FIELDS}", *tests, *flags,
        "--", *paths,
    )  # fmt: skip
    text = request.scratch / f"{listing.root.name}-dependencies.txt"
    command = Command(arguments, listing.root, go.variables, request.timeout_s, text)
    done = run(command)
    printed = decode(done.output, command.title) if done.output else ()
    return Listing(
        root=listing.root,
        go=go,
        packages=tuple(replace(p, is_target=is_wanted(p)) for p in packages_of(printed)),
        diagnostics=text,
        canary=listing.canary,
        notices=failures([(command, done)]),
    )


# Below all code: what of it allocates is known or unknown by name, and never read.
RUNTIME = ("runtime/", "internal/runtime/")


def is_wanted(package: GoPackage) -> bool:
    """Tell whether a package is looked into: of the variants for tests, those that hold tests."""
    if not package.is_compiled or package.path == "unsafe":
        return False
    if package.is_standard and f"{package.path}/".startswith(RUNTIME):
        return False
    return package.for_test in ("", package.path, package.path.removesuffix("_test"))
