"""Which files at a path that a user names may hold rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gomemlint.errors import ConfigError

FOREIGN_FOLDERS = frozenset({"site-packages", "node_modules", "__pycache__", "build", "dist"})


def python_files(path: Path) -> Iterator[Path]:
    """Yield a file, or the Python files below a folder, sorted; environments are left out.

    Raise `ConfigError` if there is no such path.
    """
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise ConfigError(f"there is no file or folder {path}; name a rule file or its folder")
    for file in sorted(path.rglob("*.py")):
        inner = file.relative_to(path).parts
        if not any(part in FOREIGN_FOLDERS or part.startswith(".") for part in inner):
            yield file
