"""What the type checker knows of one package, looked up by place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gomemlint.model.gotypes import UNKNOWN, GoObject, GoType, Mode, Unknown, Use
from gomemlint.toolchain.gotypes.container import (
    Container,
    Section,
    empty_container,
    open_container,
)
from gomemlint.toolchain.gotypes.objecttable import ObjectTable
from gomemlint.toolchain.gotypes.typetable import TypeTable

# In step with oracle/record.go.
FILE_WORDS = 9
MODES = (
    Mode.VALUE,
    Mode.TYPE,
    Mode.CONSTANT,
    Mode.VARIABLE,
    Mode.MAP_ELEMENT,
    Mode.BUILTIN,
    Mode.NOTHING,
)
LOW = 0xFFFFFFFF
ABSENT = -1


@dataclass(frozen=True, slots=True)
class FilePart:
    """Where the records of one file lie: the bounds of its part of each array."""

    expressions: tuple[int, int]
    identifiers: tuple[int, int]
    embedded: tuple[int, int]
    instances: tuple[int, int]


class PackageTypes:
    """The types, constants and objects of one package.

    Paths are absolute, as Go lists them; offsets are bytes of the file on disk. What is not
    recorded is `Unknown`: a place that is no expression, and code that does not type-check.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._strings = container.strings
        self._types = TypeTable(container)
        self._objects = ObjectTable(container, self._types)
        self._expressions = container[Section.EXPRESSIONS]
        self._values = container[Section.EXPRESSION_VALUES]
        self._identifiers = container[Section.IDENTIFIERS]
        self._lists = container[Section.LISTS]

    @classmethod
    def open(cls, path: Path) -> PackageTypes:
        """Map the oracle's file of a package; raise `ToolchainError` if it is damaged."""
        return cls(open_container(path))

    @classmethod
    def nothing(cls) -> PackageTypes:
        """Return the types of a package that could not be checked: all unknown."""
        return cls(empty_container())

    @property
    def path(self) -> str:
        """The import path of the package."""
        return self._strings[self._container[Section.ABOUT][0]]

    @property
    def name(self) -> str:
        """The name in the package clauses."""
        return self._strings[self._container[Section.ABOUT][1]]

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of the files that were checked, in the order of the package."""
        return tuple(self._files)

    @cached_property
    def declarations(self) -> tuple[GoObject, ...]:
        """What is declared at package level, methods included, in the order of the source."""
        return tuple(self._objects[number] for number in self._container[Section.DECLARATIONS])

    def type_at(self, path: str, start: int, end: int) -> GoType | Unknown:
        """Return the type of an expression, or of what a declared identifier names.

        It is a `Tuple` for a call with several results, and for a map element, receive or
        assertion where the second value is used too.
        """
        at = self._expression(path, start, end)
        if at != ABSENT:
            return self._types[self._values[at] & 0x0FFFFFFF]
        number = self._object(path, start)
        if number == ABSENT or len(self._objects[number].name.encode()) != end - start:
            return UNKNOWN
        return self._objects.type_of(number)

    def mode_at(self, path: str, start: int, end: int) -> Mode | Unknown:
        """Return what an expression stands for: a value, a type, a variable, ..."""
        at = self._expression(path, start, end)
        return UNKNOWN if at == ABSENT else MODES[self._values[at] >> 28 & 0xF]

    def constant_at(self, path: str, start: int, end: int) -> str | Unknown:
        """Return the exact value of a constant expression; strings stand without quotes."""
        at = self._expression(path, start, end)
        if at != ABSENT:
            text = self._values[at] >> 32
            return self._strings[text - 1] if text else UNKNOWN
        number = self._object(path, start)
        return UNKNOWN if number == ABSENT else self._objects.value_of(number)

    def object_at(self, path: str, offset: int) -> GoObject | Unknown:
        """Return what the identifier at an offset defines or means."""
        number = self._object(path, offset)
        return UNKNOWN if number == ABSENT else self._objects[number]

    def embedded_at(self, path: str, offset: int) -> tuple[str, ...]:
        """Return the keys of the embedded fields that `x.f` goes through, by the offset of f."""
        return tuple(
            self._objects[number].key
            for number in self._list(Section.EMBEDDED, self._file(path).embedded, offset)
        )

    def instance_at(self, path: str, offset: int) -> tuple[GoType, ...]:
        """Return the type arguments of a generic identifier, written or inferred."""
        return tuple(
            self._types.part(number)
            for number in self._list(Section.INSTANCES, self._file(path).instances, offset)
        )

    def object(self, key: str) -> GoObject | Unknown:
        """Return the object with a key, if this package declares or mentions it."""
        numbers = self._objects.numbers(key)
        return self._objects[numbers[0]] if numbers else UNKNOWN

    def type_of(self, of: GoObject) -> GoType | Unknown:
        """Return the type of an object; of a field or method, the one its declaration says."""
        numbers = self._objects.numbers(of.key)
        return self._objects.type_of(numbers[0]) if numbers else UNKNOWN

    def value_of(self, of: GoObject) -> str | Unknown:
        """Return the value of a constant, like `constant_at`."""
        numbers = self._objects.numbers(of.key)
        return self._objects.value_of(numbers[0]) if numbers else UNKNOWN

    def underlying(self, of: GoType) -> GoType | Unknown:
        """Return the underlying type of a defined type; any other type is its own.

        Known for all types of this package and for all that they are made of, however deep.
        """
        return self._types.underlying(of)

    def uses(self, key: str) -> tuple[Use, ...]:
        """Return all uses in this package of an object of any package, in order."""
        starts, uses = self._container[Section.USE_STARTS], self._container[Section.USES]
        paths = self.files
        return tuple(
            Use(paths[use >> 32], use & LOW)
            for number in self._objects.numbers(key)
            for use in uses[starts[number] : starts[number + 1]]
        )

    @cached_property
    def _files(self) -> Mapping[str, FilePart]:
        words = self._container[Section.FILES]
        return {
            self._strings[words[at]]: FilePart(
                expressions=(words[at + 1], words[at + 2]),
                identifiers=(words[at + 3], words[at + 4]),
                embedded=(words[at + 5], words[at + 6]),
                instances=(words[at + 7], words[at + 8]),
            )
            for at in range(0, len(words), FILE_WORDS)
        }

    def _file(self, path: str) -> FilePart:
        return self._files.get(path, NOTHING)

    def _expression(self, path: str, start: int, end: int) -> int:
        first, last = self._file(path).expressions
        key = start << 32 | end
        at = bisect_left(self._expressions, key, first, last)
        return at if at < last and self._expressions[at] == key else ABSENT

    def _object(self, path: str, offset: int) -> int:
        return find(self._identifiers, self._file(path).identifiers, offset)

    def _list(self, section: Section, bounds: tuple[int, int], offset: int) -> memoryview:
        at = find(self._container[section], bounds, offset)
        if at == ABSENT:
            return self._lists[:0]
        return self._lists[at + 1 : at + 1 + self._lists[at]]


NOTHING = FilePart((0, 0), (0, 0), (0, 0), (0, 0))


def find(records: memoryview, bounds: tuple[int, int], offset: int) -> int:
    """Return the lower half of the record whose upper half is an offset."""
    first, last = bounds
    at = bisect_left(records, offset << 32, first, last)
    if at == last or records[at] >> 32 != offset:
        return ABSENT
    found: int = records[at] & LOW
    return found
