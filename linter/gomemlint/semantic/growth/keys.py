"""What is inserted: the key as the outermost call gives it, its name, the bytes of an entry."""

from __future__ import annotations

import re

from gomemlint.model.gotypes import GoObject, Map, Named, Pointer, Slice, Struct, Unknown
from gomemlint.semantic.growth.containers import Container
from gomemlint.semantic.lifetimes.mutations import Mutation
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.index import Index

# What comes and goes while a service runs, as keys are named.
_CLIENTS = re.compile(
    r"(?:^|[^a-z])(?:account|addr|address|bucket|caller|client|conn|connection|customer|device|"
    r"domain|email|file|host|hostname|ip|job|member|message|msg|order|owner|peer|player|remote|"
    r"request|req|room|sender|sess|session|source|subject|subscriber|target|task|tenant|token|"
    r"trace|tx|url|uri|user|username|uuid|visitor)(?:$|[^a-z])"
)
_PATHS = re.compile(r"(?:^|[^a-z])path(?:$|[^a-z])")
# What names one thing of many, whatever it is.
_THINGS = re.compile(
    r"(?:^|[^a-z])(?:id|key|hash|digest|fingerprint|serial|number|query|sql|text|word|line|"
    r"topic|channel|phone)(?:$|[^a-z])"
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def key_of(index: Index, insertion: Mutation) -> Site | None:
    """Return the key of an insertion, that of a helper as the outermost call gives it."""
    if insertion.key is None:
        return None
    key = Site(insertion.site.file, insertion.key)
    for call in reversed(insertion.calls):
        given = _argument(index, key, call)
        if given is None:
            break
        key = given
    return key


def names_a_client(key: Site) -> bool:
    """Tell whether a key is named after something that comes and goes: a user, a request."""
    return _CLIENTS.search(_spoken(key)) is not None


def names_a_path(key: Site) -> bool:
    """Tell whether a key is called a path: people write some down, and requests name others."""
    return _PATHS.search(_spoken(key)) is not None


def names_a_thing(key: Site) -> bool:
    """Tell whether a key is named after what there are many of: an id, a hash, a topic."""
    return _THINGS.search(_spoken(key)) is not None


def entry_bytes(index: Index, container: Container) -> int | None:
    """Return how many bytes an entry takes at least: key and value, or the element."""
    unit = index.code.unit(container.object.package)
    type_ = container.type
    for _ in range(2):
        if isinstance(type_, Pointer):
            type_ = type_.element
        if isinstance(type_, Named) and unit is not None:
            under = unit.types.underlying(type_)
            if isinstance(under, Unknown):
                return None
            type_ = under
    match type_:
        case Map(key=key, element=element) if key.size is not None and element.size is not None:
            return key.size + element.size
        case Slice(element=element):
            return element.size
        case _:
            return None


def embedded_map(index: Index, container: Container) -> GoObject | None:
    """Return the `sync.Map` that the type of a container embeds."""
    unit = index.code.unit(container.object.package)
    type_ = container.type.element if isinstance(container.type, Pointer) else container.type
    if unit is None or not isinstance(type_, Named):
        return None
    under = unit.types.underlying(type_)
    for field in under.fields if isinstance(under, Struct) else ():
        home = index.code.unit(type_.package)
        meant = None if home is None else home.types.object(field.key)
        is_map = isinstance(field.type, Named) and field.type.key == "sync.Map"
        if field.embedded and is_map and isinstance(meant, GoObject):
            return meant
    return None


def _argument(index: Index, key: Site, call: Site) -> Site | None:
    """Return what a call gives for a key that is a parameter of its callee."""
    callee = callee_of(index, call.file, call.node)
    meant = key.file.object_of(key.node) if key.node.type == "identifier" else None
    if callee is None or callee.function is None or not isinstance(meant, GoObject):
        return None
    for parameter in callee.function.inputs:
        if parameter.object is not None and parameter.object.key == meant.key:
            given = callee.operand(parameter.index)
            return None if given is None else Site(call.file, given)
    return None


def _spoken(key: Site) -> str:
    return " ".join(word.lower() for word in _WORDS.findall(key.text))
