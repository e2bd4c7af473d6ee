"""Which file a printed path names.

cmd/go replaces a package's directory and each of its parents, where that is shorter, by the
path relative to its own working directory (cmd/go/internal/work/shell.go, `reportCmd`). It does
so by text, without regard to the ends of names, and keeps the result in the build cache, so that
a later run from elsewhere prints it again. A path counts here only if a file exists that this
replacement turns into exactly the printed text.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from gomemlint.model.packages import GoPackage


@dataclass(frozen=True)
class PackagePaths:
    """The files that one package's block can name.

    `root` is the directory in which `go` ran, `directory` the package's. `own` holds the absolute
    paths of its compiled Go files; `is_known` tells whether an absolute path is a Go file of the
    run, whichever package has it.
    """

    root: str
    directory: str
    own: frozenset[str]
    is_known: Callable[[str], bool]

    @classmethod
    def of(cls, package: GoPackage, root: str, is_known: Callable[[str], bool]) -> PackagePaths:
        """Take the files from what `go list`, run in `root`, says about a package."""
        return cls(root, package.directory, frozenset(package.source_files), is_known)

    @cached_property
    def _replacements(self) -> tuple[tuple[str, str], ...]:
        """List the package's directory and its parents with what is printed instead."""
        pairs = []
        for folder in _upwards(self.directory):
            short = _relative(folder, self.root)
            if len(short) < len(folder):
                pairs.append((folder, short))
        return tuple(pairs)

    @cached_property
    def _printed_own(self) -> Mapping[str, str]:
        return {self.printed(path): path for path in self.own}

    def printed(self, path: str) -> str:
        """Spell an absolute path as cmd/go prints it in this package's block."""
        for folder, short in self._replacements:
            if path.startswith(folder):
                return short + path[len(folder) :]
        return path

    def resolve(self, names: Iterable[str]) -> dict[str, str]:
        """Map the printed names of a whole block to absolute paths; leave out what names no file.

        All names are judged together: where none is spelled as an own file of the package must
        be, but some could be one, the text was made in another directory, and no relative name
        of it counts. Own files are in the answer whether named or not: explanations name them.
        """
        spelled = tuple(names)
        files = {name: path for name in spelled if (path := self._file(name))}
        if self.is_stale(spelled):
            return {name: path for name, path in files.items() if name == path}
        return {**self._printed_own, **files}

    def _file(self, name: str) -> str:
        own = self._printed_own.get(name)
        if own:
            return own
        if PurePath(name).is_absolute():
            return name if name in self.own or self.is_known(name) else ""
        candidates = {
            folder + name[len(short) :]
            for folder, short in self._replacements
            if name.startswith(short)
        }
        files = [path for path in candidates if self.printed(path) == name and self.is_known(path)]
        return files[0] if len(files) == 1 else ""

    def is_stale(self, names: Collection[str]) -> bool:
        """Tell whether these names, all of a block, were made in another directory."""
        if any(name in self._printed_own for name in names):
            return False
        own_names = {PurePath(path).name for path in self.own}
        return any(PurePath(name).name in own_names for name in names)


def _upwards(folder: str) -> Iterator[str]:
    path = PurePath(folder)
    return map(str, (path, *path.parents))


def _relative(folder: str, root: str) -> str:
    try:
        return os.path.relpath(folder, root)
    except ValueError:
        # Windows: no relative path leads to another drive.
        return folder
