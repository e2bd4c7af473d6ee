"""Methods of interfaces that get or put, whichever of their implementations they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from gomemlint.model.gotypes import ObjectKind
from gomemlint.semantic.program.calls import Callee
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.interfaces import implementations, interface_methods


class Dispatch:
    """What stands for a method of an interface: one implementation, if all do the same.

    A method that only some of its implementations get or put by is left alone.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._targets: dict[str, Function] = {}
        self._names: dict[str, list[str]] = {}

    def meant(self, callee: Callee | None) -> Callee | None:
        """Return a callee with the implementation that stands for a method of an interface."""
        if callee is None or callee.function is not None:
            return callee
        target = self._targets.get(callee.key)
        return callee if target is None else replace(callee, function=target)

    def names(self, key: str) -> tuple[str, ...]:
        """Return the keys that a function is called by, its own first."""
        return (key, *self._names.get(key, ()))

    def admit(self, function: Function, does: Callable[[str], bool]) -> Iterator[str]:
        """Yield the methods of interfaces all of whose implementations do what a function does.

        `does` tells it by the key of an implementation; from here on the first one stands for all.
        """
        method = function.declared
        if method is None or method.kind is not ObjectKind.METHOD:
            return
        for meant in interface_methods(self._index, method):
            known = implementations(self._index, meant)
            if not known or not all(does(each.key) for each in known):
                continue
            target = self._index.function(known[0])
            if target is None:
                continue
            if self._targets.setdefault(meant.key, target) == target:
                for each in known:
                    names = self._names.setdefault(each.key, [])
                    names.extend([meant.key] if meant.key not in names else [])
                yield meant.key
