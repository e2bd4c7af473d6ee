"""What stands on disk: modules, package folders and Go files, without asking Go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

IGNORED = frozenset({"testdata", "vendor"})
FOREIGN = "node_modules"


def is_skipped(name: str) -> bool:
    """Tell whether `...` skips a folder of this name (`go help packages`)."""
    return name in IGNORED or name.startswith((".", "_"))


def walk(folder: Path, *, into_modules: bool = False) -> Iterator[tuple[Path, list[str]]]:
    """Yield the folders that `folder/...` means with their file names, sorted.

    A folder with a go.mod is another module: it is entered only on request.
    """
    for path, folders, files in os.walk(folder):
        here = Path(path)
        if here != folder and "go.mod" in files and not into_modules:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not is_skipped(name))
        yield here, sorted(files)


def modules_below(folder: Path) -> tuple[Path, ...]:
    """Return the folders with a go.mod at and below a folder, sorted."""
    found = (here for here, files in walk(folder, into_modules=True) if "go.mod" in files)
    return tuple(here for here in found if FOREIGN not in here.relative_to(folder).parts)


def nearest(folder: Path, name: str) -> Path | None:
    """Return the file of this name in the folder or in the nearest of its parents."""
    for here in (folder, *folder.parents):
        if (here / name).is_file():
            return here / name
    return None
