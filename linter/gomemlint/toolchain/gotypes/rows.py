"""How one row of the type table becomes a type: each kind has its words in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gomemlint.model.gotypes import (
    Array,
    Basic,
    Chan,
    Field,
    GoType,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    TypeParameter,
)
from gomemlint.toolchain.gotypes.container import Strings

# In step with the directions of channels in go/types.
CHANNELS = ("chan ", "chan<- ", "<-chan ")


@dataclass(slots=True)
class Words:
    """The words of a row, taken one after the other."""

    numbers: Iterator[int]
    strings: Strings
    type_of: Callable[[int], GoType]
    size: int | None
    holds_pointers: bool

    def number(self) -> int:
        """Take a number."""
        return next(self.numbers)

    def text(self) -> str:
        """Take a string."""
        return self.strings[next(self.numbers)]

    def type(self) -> GoType:
        """Take a type."""
        return self.type_of(next(self.numbers))

    def texts(self) -> tuple[str, ...]:
        """Take a counted list of strings."""
        return tuple([self.text() for _ in range(self.number())])

    def types(self) -> tuple[GoType, ...]:
        """Take a counted list of types."""
        return tuple([self.type() for _ in range(self.number())])


def basic(words: Words) -> Basic:
    """Decode a predeclared type."""
    name, spelling = words.text(), words.text()
    return Basic(spelling=spelling, size=words.size, holds_pointers=words.holds_pointers, name=name)


def named(words: Words) -> Named:
    """Decode a defined type, without its underlying type."""
    words.number()  # the underlying type, for those who ask for it
    key, name, package, package_name = words.text(), words.text(), words.text(), words.text()
    arguments = words.types()
    spelling = f"{package_name}.{name}" if package_name else name
    if arguments:
        spelling += f"[{spelled(arguments)}]"
    return Named(
        spelling=spelling,
        size=words.size,
        holds_pointers=words.holds_pointers,
        package=package,
        name=name,
        key=key,
        arguments=arguments,
        methods=words.texts(),
        value_methods=words.texts(),
        implements=words.texts(),
        pointer_implements=words.texts(),
    )


def pointer(words: Words) -> Pointer:
    """Decode a pointer type."""
    element = words.type()
    return Pointer(
        spelling=f"*{element.spelling}", size=words.size, holds_pointers=True, element=element
    )


def slice_(words: Words) -> Slice:
    """Decode a slice type."""
    element = words.type()
    return Slice(
        spelling=f"[]{element.spelling}", size=words.size, holds_pointers=True, element=element
    )


def array(words: Words) -> Array:
    """Decode an array type."""
    element = words.type()
    length = words.number() | words.number() << 32
    return Array(
        spelling=f"[{length}]{element.spelling}",
        size=words.size,
        holds_pointers=words.holds_pointers,
        element=element,
        length=length,
    )


def map_(words: Words) -> Map:
    """Decode a map type."""
    key, element = words.type(), words.type()
    return Map(
        spelling=f"map[{key.spelling}]{element.spelling}",
        size=words.size,
        holds_pointers=True,
        key=key,
        element=element,
    )


def chan(words: Words) -> Chan:
    """Decode a channel type."""
    element, direction = words.type(), CHANNELS[words.number()]
    return Chan(
        spelling=direction + element.spelling,
        size=words.size,
        holds_pointers=True,
        element=element,
    )


def struct(words: Words) -> Struct:
    """Decode a struct type."""
    fields = tuple(
        [
            Field(
                name=words.text(),
                key=words.text(),
                type=words.type(),
                embedded=bool(words.number()),
            )
            for _ in range(words.number())
        ]
    )
    parts = "; ".join(
        field.type.spelling if field.embedded else f"{field.name} {field.type.spelling}"
        for field in fields
    )
    return Struct(
        spelling=f"struct{{{parts}}}",
        size=words.size,
        holds_pointers=words.holds_pointers,
        fields=fields,
    )


def signature(words: Words) -> Signature:
    """Decode a function type."""
    variadic = bool(words.number())
    parameters, results = words.types(), words.types()
    return Signature(
        spelling=f"func{spelled_signature(parameters, results, variadic)}",
        size=words.size,
        holds_pointers=True,
        parameters=parameters,
        results=results,
        variadic=variadic,
    )


def interface(words: Words) -> Interface:
    """Decode an interface type."""
    spelling = words.text()
    methods = [(words.text(), words.type()) for _ in range(words.number())]
    parts = "; ".join(name + of.spelling.removeprefix("func") for name, of in methods)
    return Interface(
        spelling=spelling or (f"interface{{{parts}}}" if parts else "any"),
        size=words.size,
        holds_pointers=True,
        methods=tuple([name for name, _ in methods]),
        implements=words.texts(),
    )


def type_parameter(words: Words) -> TypeParameter:
    """Decode a type parameter."""
    core = words.number()
    name = words.text()
    return TypeParameter(
        spelling=name,
        size=None,
        holds_pointers=words.holds_pointers,
        name=name,
        core=words.type_of(core) if core else None,
    )


def tuple_(words: Words) -> Tuple:
    """Decode the results of a call."""
    elements = words.types()
    return Tuple(
        spelling=f"({spelled(elements)})", size=None, holds_pointers=True, elements=elements
    )


def spelled(types: tuple[GoType, ...]) -> str:
    """Spell a list of types as it stands between parentheses."""
    return ", ".join([each.spelling for each in types])


def spelled_signature(
    parameters: tuple[GoType, ...],
    results: tuple[GoType, ...],
    variadic: bool,  # noqa: FBT001 - one word of the row
) -> str:
    """Spell a signature behind `func` or the name of a method."""
    shown = [each.spelling for each in parameters]
    if variadic:
        shown[-1] = "..." + shown[-1].removeprefix("[]")
    text = f"({', '.join(shown)})"
    match results:
        case ():
            return text
        case (only,):
            return f"{text} {only.spelling}"
        case _:
            return f"{text} ({spelled(results)})"


# In step with the kinds in oracle/types.go, where 0 is the unknown type.
NAMED = 2
TYPE_PARAMETER = 11
DECODERS: tuple[Callable[[Words], GoType], ...] = (
    basic,
    named,
    pointer,
    slice_,
    array,
    map_,
    chan,
    struct,
    signature,
    interface,
    type_parameter,
    tuple_,
)
