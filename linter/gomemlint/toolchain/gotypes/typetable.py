"""The types of one package, decoded when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from gomemlint.model.gotypes import (
    UNKNOWN,
    Basic,
    GoType,
    Named,
    TypeParameter,
    Unknown,
)
from gomemlint.toolchain.gotypes.container import Container, Section
from gomemlint.toolchain.gotypes.rows import DECODERS, NAMED, TYPE_PARAMETER, Words

# In step with oracle/types.go.
HOLDS_POINTERS = 1
NO_SIZE = 0xFFFFFFFF_FFFFFFFF
LATE, NAMED_KEY = 2, 3
# A part of a larger type that has no type of its own, in code with errors.
INVALID = Basic(spelling="invalid type", size=None, holds_pointers=True, name="invalid type")


class TypeTable:
    """Rows of types by number; row 0 is the unknown type. One number gives one object."""

    def __init__(self, container: Container) -> None:
        self._rows = container[Section.TYPES]
        self._words = container[Section.TYPE_WORDS]
        self._strings = container.strings
        self._known: dict[int, GoType] = {0: INVALID}
        self._numbers: dict[int, int] = {}

    def __getitem__(self, number: int) -> GoType | Unknown:
        return self.part(number) if number else UNKNOWN

    def part(self, number: int) -> GoType:
        """Return a type that others are made of: it stands for itself even if it is invalid."""
        found = self._known.get(number)
        if found is None:
            found = self._decoded(number)
            self._known[number] = found
            self._numbers[id(found)] = number
        return found

    def underlying(self, of: GoType) -> GoType | Unknown:
        """Return the underlying type; unknown for a type that this package does not see."""
        if not isinstance(of, Named):
            return of
        number = self._numbers.get(id(of)) or self._number(of)
        return self[self._words[self._start(number) + LATE]] if number else UNKNOWN

    def _number(self, of: Named) -> int:
        """Find the row of a defined type that another package's table has decoded."""
        for number in self._named.get(of.key, ()):
            if self.part(number) == of:
                return number
        return 0

    @cached_property
    def _named(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number in range(1, len(self._rows)):
            if self._rows[number] & 0xFF == NAMED:
                key = self._strings[self._words[self._start(number) + NAMED_KEY]]
                found.setdefault(key, []).append(number)
        return found

    def _start(self, number: int) -> int:
        start: int = self._rows[number] >> 32
        return start

    def _decoded(self, number: int) -> GoType:
        row = self._rows[number]
        start, kind = row >> 32, row & 0xFF
        size = self._words[start] | self._words[start + 1] << 32
        words = Words(
            numbers=iter(self._words[start + LATE :]),
            strings=self._strings,
            type_of=self.part,
            size=None if size == NO_SIZE else size,
            holds_pointers=bool(row >> 8 & HOLDS_POINTERS),
        )
        if kind == TYPE_PARAMETER:
            # Its core type may mention the parameter itself, which has none there.
            name = self._strings[self._words[start + LATE + 1]]
            self._known[number] = TypeParameter(
                spelling=name, size=None, holds_pointers=True, name=name, core=None
            )
        return DECODERS[kind - 1](words)
