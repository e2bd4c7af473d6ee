"""The oracle's program, built by the toolchain that it has to agree with."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_cache_path

from gomemlint.errors import ToolchainError
from gomemlint.toolchain.environment import Go
from gomemlint.toolchain.process import Command, run

SOURCE = Path(__file__).parent / "oracle"
# What a build for this machine needs of the environment; everything else that Go reads, from
# GOFLAGS to the target of the run, would make it another build.
KEPT = frozenset({"GOPATH", "GOCACHE", "GOMODCACHE", "GOTMPDIR"})
FLAGS = ("-trimpath=false", "-buildvcs=false")


def oracle(go: Go, scratch: Path, cache: Path | None = None) -> Path:
    """Return the program for a toolchain, built unless the user's cache has it.

    It goes to `scratch` where the cache cannot be written.
    """
    home = (cache or user_cache_path("gomemlint")) / "oracle"
    name = f"{go.version.replace(' ', '-')}-{fingerprint(go)[:16]}"
    program = home / (name + Path(go.command).suffix)
    if os.access(program, os.X_OK):
        return program
    try:
        home.mkdir(parents=True, exist_ok=True)
        return built(go, program)
    except (OSError, ToolchainError):
        # A full disk fails the build; the scratch folder may be on another one.
        return built(go, scratch / program.name)


def fingerprint(go: Go) -> str:
    """Name what a build depends on: our source, the toolchain and its experiments."""
    found = hashlib.sha256(f"{go.version}\0{go.settings['GOEXPERIMENT']}".encode())
    for file in sorted(SOURCE.iterdir()):
        found.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return found.hexdigest()


def built(go: Go, program: Path) -> Path:
    """Build under a name of our own and rename: two runs may build at the same time."""
    with tempfile.TemporaryDirectory(prefix=".build-", dir=program.parent) as folder:
        fresh = Path(folder) / program.name
        arguments = (str(go.command), "build", *FLAGS, "-o", str(fresh), ".")
        done = run(Command(arguments, SOURCE, build_variables(go)))
        if done.code != 0 or not fresh.is_file():
            raise ToolchainError(
                f"{go.version} cannot build the program that reads types: {done.last_words}; "
                "check that its standard library is complete, or pass --no-compiler"
            )
        fresh.replace(program)
    return program


def build_variables(go: Go) -> Mapping[str, str]:
    """Return the environment for a build for this machine, by this toolchain, of our module."""
    kept = {
        name: value
        for name, value in go.variables.items()
        if not name.startswith(("GO", "CGO_")) or name in KEPT
    }
    return kept | {
        "GOCACHE": go.settings["GOCACHE"],
        "GOEXPERIMENT": go.settings["GOEXPERIMENT"],
        "GOENV": "off",
        "GOFLAGS": "",
        "GOWORK": "off",
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",
    }
