"""Which files help tests: nothing of them is in the program that is shipped."""

from __future__ import annotations

import re

from gomemlint.semantic.program.code import File, Unit
from gomemlint.semantic.program.imports import imports
from gomemlint.semantic.program.index import Index

_TESTING = "testing"
# Whole names of folders and files, and parts of names that say it beside an import of `testing`.
_FOLDER = re.compile(r"(?:\w+_)?(?:tests?|e2e|test_?(?:utils?|helpers?|support|suites?))")
# What Go calls the helpers of a package's tests, `httptest`, and no word that ends so.
_HARNESS = re.compile(r"(?!(?:at|con|de|fas|grea|hot|la|pro|shor|smar)test)[a-z][a-z0-9]*test")
_FILE = re.compile(r"(?:.*_)?test(?:s|ing)?_?(?:utils?|helpers?|support|suites?|fixtures?|kit)\.go")
_HINT = re.compile(r"test|e2e")


class Support:
    """Judges files; what is found out about a package is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._named: dict[str, bool] = {}
        self._known: dict[str, bool] = {}

    def is_for_tests(self, file: File) -> bool:
        """Tell whether a file is a test, or helps tests by what it imports or who imports it."""
        if file.is_test or imports(file, _TESTING) or _FILE.fullmatch(_name(file)) is not None:
            return True
        if file.package not in self._known:
            self._known[file.package] = self._is_support(file.package)
        return self._known[file.package]

    def _is_support(self, path: str) -> bool:
        """Tell whether a package is one of helpers, or is imported by such packages alone."""
        folders = path.split("/")
        if self._says_so(path) or any(map(_HARNESS.fullmatch, folders)):
            return True
        importers = [each for each in self._index.code.importers(path) if each != path]
        if importers:
            return all(map(self._says_so, importers))
        unit = self._index.code.unit(path)
        is_program = unit is None or unit.name == "main"
        return not is_program and "internal" in folders and any(map(_FOLDER.fullmatch, folders))

    def _says_so(self, path: str) -> bool:
        """Tell whether a package is called after tests, and imports what only they need."""
        if path not in self._named:
            unit = self._index.code.unit(path)
            self._named[path] = unit is not None and _is_called_so(unit) and _tests(unit)
        return self._named[path]


def _is_called_so(unit: Unit) -> bool:
    return _HINT.search(f"{unit.path}/{unit.name}".lower()) is not None


def _tests(unit: Unit) -> bool:
    return any(not file.is_test and imports(file, _TESTING) for file in unit.files)


def _name(file: File) -> str:
    return file.path.rpartition("/")[2]
