"""What Go's type checker knows, as values.

Facts come from go/types. Sizes are those of the target (`go/types.SizesFor`), in bytes.
A `Named` type does not contain its underlying type, because types are cyclic: ask the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody could tell: no toolchain, a package with type errors, a node without a type."""

    reason: str = ""


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What every type has: its spelling with package names, its size, pointers inside.

    `size` is None for type parameters and for types without a fixed size. `spelling` reads
    like the source of an importing file: `map[string]*cache.Entry`.
    """

    spelling: str
    size: int | None
    holds_pointers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic(Layout):
    """A predeclared type, `unsafe.Pointer`, or an untyped constant type such as `untyped nil`.

    `name` tells types apart: it is `uint8` for `byte` and `int32` for `rune`; the spelling is
    the one of the source.
    """

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Layout):
    """A defined type or an instance of a generic one.

    `package` is the import path (empty for `error`, `comparable`). `key` is that of its object.
    `methods` are the names in the method set of a *pointer* to it (all methods of an interface),
    `value_methods` those of the type itself. `implements` names well-known interfaces that the
    type satisfies, `pointer_implements` those that a pointer to it does: `io.StringWriter`.
    """

    package: str
    name: str
    key: str
    arguments: tuple[GoType, ...]
    methods: tuple[str, ...]
    value_methods: tuple[str, ...]
    implements: tuple[str, ...]
    pointer_implements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer(Layout):
    element: GoType


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Layout):
    element: GoType


@dataclass(frozen=True, slots=True, kw_only=True)
class Array(Layout):
    element: GoType
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Map(Layout):
    key: GoType
    element: GoType


@dataclass(frozen=True, slots=True, kw_only=True)
class Chan(Layout):
    element: GoType


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A struct field; `key` is that of its object."""

    name: str
    key: str
    type: GoType
    embedded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Struct(Layout):
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Layout):
    """A function type, without receiver; the last parameter of a variadic one is a slice."""

    parameters: tuple[GoType, ...]
    results: tuple[GoType, ...]
    variadic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface(Layout):
    methods: tuple[str, ...]
    implements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeParameter(Layout):
    """A type parameter; `core` is the core type of its constraint, None where there is none."""

    name: str
    core: GoType | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuple(Layout):
    """The results of a call that returns none or several values."""

    elements: tuple[GoType, ...]


GoType = (
    Basic
    | Named
    | Pointer
    | Slice
    | Array
    | Map
    | Chan
    | Struct
    | Signature
    | Interface
    | TypeParameter
    | Tuple
)


class ObjectKind(Enum):
    """What an identifier can mean."""

    VARIABLE = "variable"
    FIELD = "field"
    FUNCTION = "function"
    METHOD = "method"
    TYPE = "type"
    CONSTANT = "constant"
    PACKAGE = "package"
    BUILTIN = "builtin"
    NIL = "nil"
    LABEL = "label"


class Scope(Enum):
    """Where a variable is declared."""

    PACKAGE = "package"
    LOCAL = "local"
    PARAMETER = "parameter"
    RESULT = "result"
    RECEIVER = "receiver"
    FIELD = "field"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Declaration:
    """Where an object is declared: absolute path, byte offset (-1 if only the line is known)."""

    path: str
    line: int
    offset: int


@dataclass(frozen=True, slots=True)
class GoObject:
    """What an identifier means.

    `key` is the same in every package that sees the object: `path.Name` at package level,
    `path.(T).Method`, `path.T.field`, `path.variable.field` for anonymous structs, and
    `path:file.go:offset` for what is local to a function. A method or field of a generic type
    has the key of its generic declaration. `owner` is the key of the type that has the method
    or field. For a package name, `key` is the import path.

    A variable of a type switch is one object, whatever its type in the clauses. `embedded` holds
    for embedded fields, `alias` for types that are another name of a type, `pointer_receiver` for
    methods that take the address of what they are called on.
    """

    key: str
    kind: ObjectKind
    scope: Scope
    name: str
    package: str
    exported: bool
    owner: str
    declaration: Declaration | None
    embedded: bool = False
    alias: bool = False
    pointer_receiver: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """A place where an identifier means an object without declaring it."""

    path: str
    offset: int


class Mode(Enum):
    """What an expression stands for. A variable is addressable; a map element is not."""

    VALUE = "value"
    TYPE = "type"
    CONSTANT = "constant"
    VARIABLE = "variable"
    MAP_ELEMENT = "map element"
    BUILTIN = "builtin"
    NOTHING = "nothing"


def interfaces_of(of: GoType) -> tuple[str, ...]:
    """Return the well-known interfaces that a value of the type satisfies: `io.Writer`."""
    match of:
        case Named() | Interface():
            return of.implements
        case Pointer(element=Named() as element):
            return element.pointer_implements
        case _:
            return ()
