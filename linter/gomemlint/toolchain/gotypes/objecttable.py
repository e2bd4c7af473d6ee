"""The objects of one package: what its identifiers mean."""

from __future__ import annotations

import zlib
from bisect import bisect_left

from gomemlint.model.gotypes import (
    UNKNOWN,
    Declaration,
    GoObject,
    GoType,
    ObjectKind,
    Scope,
    Unknown,
)
from gomemlint.toolchain.gotypes.container import Container, Section
from gomemlint.toolchain.gotypes.typetable import TypeTable

# In step with oracle/objects.go.
WORDS = 10
KINDS = (
    ObjectKind.VARIABLE,
    ObjectKind.FIELD,
    ObjectKind.FUNCTION,
    ObjectKind.METHOD,
    ObjectKind.TYPE,
    ObjectKind.CONSTANT,
    ObjectKind.PACKAGE,
    ObjectKind.BUILTIN,
    ObjectKind.NIL,
    ObjectKind.LABEL,
)
SCOPES = (
    Scope.PACKAGE,
    Scope.LOCAL,
    Scope.PARAMETER,
    Scope.RESULT,
    Scope.RECEIVER,
    Scope.FIELD,
    Scope.NONE,
)
EXPORTED, EMBEDDED, POINTER_RECEIVER, ALIAS = 1, 2, 4, 8


class ObjectTable:
    """Rows of objects by number. One number gives one object."""

    def __init__(self, container: Container, types: TypeTable) -> None:
        self._words = container[Section.OBJECTS]
        self._index = container[Section.OBJECT_INDEX]
        self._strings = container.strings
        self._types = types
        self._known: dict[int, GoObject] = {}

    def __len__(self) -> int:
        return len(self._words) // WORDS

    def __getitem__(self, number: int) -> GoObject:
        found = self._known.get(number)
        if found is None:
            found = self._known[number] = self._decoded(number)
        return found

    def numbers(self, key: str) -> list[int]:
        """Return the rows with a key: one, or one for each local name of a package."""
        checksum = zlib.crc32(key.encode("utf-8", "surrogateescape"))
        found = []
        at = bisect_left(self._index, checksum << 32)
        while at < len(self._index) and self._index[at] >> 32 == checksum:
            number = self._index[at] & 0xFFFFFFFF
            if self._strings[self._words[number * WORDS]] == key:
                found.append(number)
            at += 1
        return found

    def type_of(self, number: int) -> GoType | Unknown:
        """Return the type of an object; of a member of a generic type, the generic one."""
        return self._types[self._words[number * WORDS + 7]]

    def value_of(self, number: int) -> str | Unknown:
        """Return the value of a constant."""
        text = self._words[number * WORDS + 9]
        return self._strings[text - 1] if text else UNKNOWN

    def _decoded(self, number: int) -> GoObject:
        start = number * WORDS
        key, name, package, owner, path, line, offset, _, bits, _ = self._words[
            start : start + WORDS
        ]
        text, flags = self._strings, bits >> 16
        return GoObject(
            key=text[key],
            kind=KINDS[bits & 0xFF],
            scope=SCOPES[bits >> 8 & 0xFF],
            name=text[name],
            package=text[package],
            exported=bool(flags & EXPORTED),
            owner=text[owner],
            declaration=Declaration(text[path], line, offset - 1) if path else None,
            embedded=bool(flags & EMBEDDED),
            alias=bool(flags & ALIAS),
            pointer_receiver=bool(flags & POINTER_RECEIVER),
        )
