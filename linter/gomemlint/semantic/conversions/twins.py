"""Functions of the standard library that exist for strings and for bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import (
    UNKNOWN,
    GoType,
    Interface,
    Named,
    Signature,
    Unknown,
    interfaces_of,
)
from gomemlint.semantic.conversions.conversions import Conversion, Text, conversion_at
from gomemlint.semantic.conversions.writers import (
    OPEN_WRITERS,
    STRING_WRITER,
    is_for_bytes_alone,
)
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.functions import RECEIVER, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.passing import Passed, passed, sole_use
from gomemlint.semantic.program.places import Role, context_of_value
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    called_name,
    callee,
    is_call,
    is_spread,
    operand,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import enclosing_declaration
from gomemlint.syntax.nodes import named, text
from gomemlint.syntax.statements import listed, range_of

SEARCHES = ("Contains", "HasPrefix", "HasSuffix", "Index", "LastIndex", "Count", "EqualFold")
CHARACTER_SEARCHES = (
    "ContainsAny",
    "ContainsFunc",
    "ContainsRune",
    "IndexAny",
    "IndexByte",
    "IndexFunc",
    "IndexRune",
    "LastIndexAny",
    "LastIndexByte",
    "LastIndexFunc",
)
CODE_POINTS = {
    "DecodeLastRuneInString": "DecodeLastRune",
    "DecodeRuneInString": "DecodeRune",
    "FullRuneInString": "FullRune",
    "RuneCountInString": "RuneCount",
    "ValidString": "Valid",
}
MATCHES = {
    "FindAllStringIndex": "FindAllIndex",
    "FindAllStringSubmatchIndex": "FindAllSubmatchIndex",
    "FindStringIndex": "FindIndex",
    "FindStringSubmatchIndex": "FindSubmatchIndex",
    "MatchString": "Match",
}
FORMATTERS = {"fmt.Sprint": "Append", "fmt.Sprintf": "Appendf", "fmt.Sprintln": "Appendln"}
# The index of the format among the arguments.
FORMATS = {"fmt.Appendf": 1, "fmt.Fprintf": 1, "fmt.Printf": 0, "fmt.Sprintf": 0}
VERB = re.compile(r"%[-+# 0]*\d*(?:\.\d+)?([a-zA-Z%*\[])")
# With these verbs bytes print like the string (package fmt, "Printing").
SAME_FOR_BYTES = frozenset("sqxX")


class Rest(Enum):
    """What must hold for the other arguments: nothing, or that they are constants or converted."""

    ANY = "any"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Twin:
    """What to call instead of converting.

    `is_expected` hopes for a method that nobody promises. `is_formatter` holds for `fmt`, which
    allocates more than once whoever converts.
    """

    name: str
    rest: Rest = Rest.ANY
    is_expected: bool = False
    is_formatter: bool = False
    merit: str = "takes {} as it is"

    def advice(self, source: str) -> str:
        """Say what to call for the text that is converted, and why."""
        return f"{self.name} {self.merit.format(source)}"

    def cure(self, source: str) -> str:
        """Say what to write."""
        if self is RANGE:
            return f"range over {source} itself: it yields the same characters"
        return f"call {self.name} with {source}, without the conversion"


# `for _, r := range []rune(s)`; the key would count characters, and bytes without the conversion.
RANGE = Twin("range", merit="goes over the characters of {} by itself")

FOR_BYTES: Mapping[str, Twin] = {
    **{f"strings.{name}": Twin(f"bytes.{name}", Rest.SAME) for name in (*SEARCHES, "Compare")},
    **{f"strings.{name}": Twin(f"bytes.{name}") for name in (*CHARACTER_SEARCHES, "NewReader")},
    **{f"unicode/utf8.{old}": Twin(f"utf8.{new}") for old, new in CODE_POINTS.items()},
    **{f"regexp.(Regexp).{old}": Twin(new) for old, new in MATCHES.items()},
    "regexp.MatchString": Twin("regexp.Match"),
    "bytes.(Buffer).WriteString": Twin("Write"),
    "strings.(Builder).WriteString": Twin("Write"),
    "bufio.(Writer).WriteString": Twin("Write"),
    "os.(File).WriteString": Twin("Write"),
    "io.WriteString": Twin("Write"),
    "append": Twin("append"),
    "copy": Twin("copy"),
}
FOR_STRINGS: Mapping[str, Twin] = {
    **{f"bytes.{name}": Twin(f"strings.{name}", Rest.SAME) for name in SEARCHES},
    **{f"bytes.{name}": Twin(f"strings.{name}") for name in (*CHARACTER_SEARCHES, "NewReader")},
    **{f"regexp.(Regexp).{new}": Twin(old) for old, new in MATCHES.items()},
    "regexp.Match": Twin("regexp.MatchString"),
}
READERS = frozenset({"bytes.NewReader", "strings.NewReader"})


def twin_of(index: Index, conversion: Conversion) -> Twin | None:
    """Return what to call instead of converting for the one function that gets the result."""
    twin = _twin(index, conversion)
    return None if twin is None or _is_inside(twin, conversion) else twin


def _is_inside(twin: Twin, conversion: Conversion) -> bool:
    """Tell whether the code is that of the twin itself: a `WriteString` made of `Write`."""
    declaration = enclosing_declaration(conversion.node)
    name = None if declaration is None else declaration.child_by_field_name("name")
    if declaration is None or name is None:
        return False
    package, _, function = twin.name.rpartition(".")
    is_method = declaration.type == "method_declaration"
    is_here = conversion.file.package.rpartition("/")[2] == package
    return text(name) == function and (is_here if package else is_method)


def _twin(index: Index, conversion: Conversion) -> Twin | None:
    if conversion.target is Text.RUNES:
        return RANGE if _is_ranged(index, conversion) else None
    inner = conversion_at(conversion.file, conversion.operand)
    if inner is not None and inner.source is conversion.target:
        # There and back: the outer one is not what makes it cost.
        return None
    around = passed(index, conversion.file, conversion.node)
    if conversion.target is Text.BYTES and conversion.source is Text.STRING:
        formatted = _formatter(index, conversion)
        if formatted is not None:
            return formatted
        return None if around is None else _for_string(index, conversion.file, around)
    if conversion.target is Text.STRING and conversion.source is Text.BYTES:
        return None if around is None else _for_bytes(index, conversion.file, around)
    return None


def _is_ranged(index: Index, conversion: Conversion) -> bool:
    """Tell whether a loop goes over the characters of a string and does not count them."""
    use = sole_use(index, conversion.file, conversion.node) or conversion.node
    clause = parenthesised(use).parent
    loop = None if clause is None or clause.type != "range_clause" else clause.parent
    parts = None if loop is None else range_of(loop)
    if parts is None or conversion.source is not Text.STRING:
        return False
    return parts.key is None or text(parts.key) == "_"


def _for_bytes(index: Index, file: File, around: Passed) -> Twin | None:
    twin = _listed(index, file, around, FOR_BYTES)
    if twin is None and _verb(file, around) in SAME_FOR_BYTES:
        return Twin(around.callee.key.replace("/", "."), is_formatter=True)
    return twin


def _for_string(index: Index, file: File, around: Passed) -> Twin | None:
    twin = _listed(index, file, around, FOR_STRINGS)
    method = around.callee.object
    if twin is not None or method is None or method.name != "Write":
        return twin
    match _receiver_type(index, file, around):
        case Unknown():
            return None
        case Named(key=key) if key in OPEN_WRITERS:
            writer = around.callee.operand(RECEIVER)
            if writer is not None and is_for_bytes_alone(index, file, writer):
                return None
            return Twin("io.WriteString", is_expected=True)
        case type_ if STRING_WRITER in _interfaces(type_):
            return Twin("WriteString")
        case _:
            return None


def _interfaces(writer: GoType) -> tuple[str, ...]:
    """Return what the receiver of a `Write` satisfies; its address, if only that has the method."""
    own = interfaces_of(writer)
    if isinstance(writer, Named) and "io.Writer" not in own:
        return writer.pointer_implements
    return own


def _listed(index: Index, file: File, around: Passed, twins: Mapping[str, Twin]) -> Twin | None:
    key = around.callee.key
    twin = twins.get(key)
    if twin is None:
        return None
    if key in READERS:
        is_lasting = key == "bytes.NewReader"
        return twin if _is_boxed(index, file, around.call, is_lasting=is_lasting) else None
    if key == "append":
        return twin if is_spread(around.call) else None
    if twin.rest is Rest.SAME:
        is_first = not any(
            conversion_at(file, a) for a in arguments(around.call)[: around.position]
        )
        return twin if is_first and _others_are_same(file, around) else None
    return twin if around.position == _text_position(key) else None


def _text_position(key: str) -> int:
    """Return which argument of a function with a twin is the text."""
    return 1 if key in {"copy", "io.WriteString", "regexp.Match", "regexp.MatchString"} else 0


def _others_are_same(file: File, around: Passed) -> bool:
    """Tell whether every other argument is a constant, or converted like the one in question."""
    return all(
        position == around.position or _is_constant(file, argument)
        for position, argument in enumerate(arguments(around.call))
    )


def _is_constant(file: File, argument: Node) -> bool:
    node = unparenthesised(argument)
    inner = arguments(node) if is_call(node) else ()
    converted = conversion_at(file, node)
    is_constant = not isinstance(file.constant_of(node), Unknown)
    return (
        is_constant or converted is not None or (len(inner) == 1 and _is_constant(file, inner[0]))
    )


def _is_boxed(index: Index, file: File, reader: Node, *, is_lasting: bool) -> bool:
    """Tell whether a new reader is handed on as an interface, which both kinds implement.

    Where its text does not last, nothing may come between: the bytes could be written again.
    """
    value = (sole_use(index, file, reader) or reader) if is_lasting else reader
    if not is_lasting and call_around(value) is None:
        return False
    type_ = _place_type(file, value)
    return not isinstance(type_, Unknown) and isinstance(core(file, type_), Interface)


def _place_type(file: File, value: Node) -> GoType | Unknown:
    """Return the type of the place that a value goes to: parameter, result, variable or field."""
    around = call_around(value)
    if around is not None:
        return _parameter_type(file, *around)
    context = context_of_value(file, value)
    if context.role is Role.VALUE and context.target is not None:
        return file.type_of(context.target)
    holder = parenthesised(value).parent
    if holder is not None and holder.type == "literal_element":
        element = holder.parent
        key = None if element is None else element.child_by_field_name("key")
        return UNKNOWN if key is None else file.type_of(named(key)[0])
    return _result_type(file, value)


def _parameter_type(file: File, call: Node, position: int) -> GoType | Unknown:
    function = callee(call)
    type_ = UNKNOWN if function is None else file.type_of(function)
    match UNKNOWN if isinstance(type_, Unknown) else core(file, type_):
        case Signature(parameters=parameters, variadic=False) if position < len(parameters):
            return parameters[position]
        case _:
            return UNKNOWN


def _result_type(file: File, value: Node) -> GoType | Unknown:
    """Return the type of the result that a value is returned as."""
    listed_, function = parenthesised(value).parent, function_around(file, value)
    statement = None if listed_ is None else listed_.parent
    if listed_ is None or function is None or statement is None:
        return UNKNOWN
    given = listed(listed_)
    if statement.type != "return_statement" or len(given) != len(function.results):
        return UNKNOWN
    position = given.index(parenthesised(value))
    return file.type_of(function.results[position].type)


def _verb(file: File, around: Passed) -> str:
    """Return the verb that prints an argument, empty if that cannot be told."""
    place = FORMATS.get(around.callee.key)
    if place is None or around.position <= place:
        return ""
    layout = file.constant_of(arguments(around.call)[place])
    if not isinstance(layout, str):
        return ""
    verbs = [verb for verb in VERB.findall(layout) if verb != "%"]
    if any(verb in "*[" for verb in verbs):
        return ""
    number = around.position - place - 1
    return verbs[number] if number < len(verbs) else ""


def _formatter(index: Index, conversion: Conversion) -> Twin | None:
    """Return the twin of a call of `fmt` whose result is converted to bytes."""
    node = conversion.operand
    callee = callee_of(index, conversion.file, node) if is_call(node) else None
    name = None if callee is None else FORMATTERS.get(callee.key)
    if name is None:
        return None
    return Twin(f"fmt.{name}", is_formatter=True, merit="makes the bytes at once")


def _receiver_type(index: Index, file: File, around: Passed) -> GoType | Unknown:
    """Return the static type of what a method is called on, also through a method value."""
    receiver = around.callee.operand(RECEIVER)
    if receiver is not None:
        return file.type_of(receiver)
    name = called_name(around.call)
    return UNKNOWN if name is None else _bound_type(index, file, name)


def _bound_type(index: Index, file: File, name: Node) -> GoType | Unknown:
    variable = file.object_of(name)
    value = None if isinstance(variable, Unknown) else sole_value(index, variable)
    receiver = None if value is None else operand(unparenthesised(value.node))
    return UNKNOWN if value is None or receiver is None else value.file.type_of(receiver)
