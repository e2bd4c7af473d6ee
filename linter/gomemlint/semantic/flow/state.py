"""What may hold and what must hold at one point of a function."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Generic, Protocol, TypeVar

from gomemlint.semantic.flow.conditions import NO_GUARDS, Guard, Guards
from gomemlint.semantic.flow.events import Defer


class Fact(Hashable, Protocol):
    """Something that may hold, kept under the thing that it is about."""

    @property
    def subject(self) -> Hashable: ...


# So many facts about one thing are those of a machine's code; what is beyond is given up.
MAXIMUM_FACTS = 64
_STAMPS = count(1)

FactT = TypeVar("FactT", bound=Fact)
KeyT = TypeVar("KeyT", bound=Hashable)


@dataclass(slots=True)
class State(Generic[FactT]):
    """Facts that may hold, each under the guards of the paths on which it does.

    `must` holds whatever is true on all paths. `guards` are true here; a fact holds only where
    its own guards do as well. `deferred` are the calls that may run at the exit, `must_defer`
    those that will. `is_possible` says that control came through a `goto` or out of a loop that
    did not settle, or that facts were too many. An analysis changes the state it is given and keeps
    no reference to it.

    States with one `stamp` hold the same facts, under whatever guards, and the same is true in
    them: what is computed from these alone can be kept under it.
    """

    may: dict[Hashable, dict[FactT, Guards]] = field(default_factory=dict)
    must: frozenset[Hashable] = frozenset()
    guards: Guards = NO_GUARDS
    deferred: dict[Defer, Guards] = field(default_factory=dict)
    must_defer: frozenset[Defer] = frozenset()
    is_possible: bool = False
    stamp: int = 0

    def copy(self) -> State[FactT]:
        return State(
            dict(self.may),
            self.must,
            self.guards,
            dict(self.deferred),
            self.must_defer,
            self.is_possible,
            self.stamp,
        )

    def about(self, subject: Hashable) -> tuple[FactT, ...]:
        """Return the facts that may hold about a subject."""
        return tuple(self.may.get(subject, ()))

    def facts(self) -> Iterator[FactT]:
        """Yield all facts that may hold."""
        for held in self.may.values():
            yield from held

    def guards_of(self, fact: FactT) -> Guards:
        """Return the guards under which a fact holds, those of the state left out."""
        return self.may.get(fact.subject, {}).get(fact, NO_GUARDS)

    def add(self, fact: FactT) -> None:
        """Let a fact hold from here on."""
        held = self.may.get(fact.subject, {})
        if held.get(fact) == NO_GUARDS:
            return
        if len(held) >= MAXIMUM_FACTS and fact not in held:
            self.is_possible = True
            return
        self.stamp = next(_STAMPS)
        self.may[fact.subject] = {**held, fact: NO_GUARDS}

    def add_all(self, facts: Iterable[FactT]) -> None:
        """Let several facts hold from here on."""
        for fact in facts:
            self.add(fact)

    def remove(self, fact: FactT) -> None:
        """Let a fact hold no longer."""
        held = self.may.get(fact.subject)
        if held is not None and fact in held:
            self._keep(fact.subject, {f: g for f, g in held.items() if f != fact})

    def drop(self, subject: Hashable) -> None:
        """Let nothing hold about a subject."""
        if subject in self.may:
            self._keep(subject, {})

    def require(self, fact: Hashable) -> None:
        """Let something be true on all paths from here on."""
        if fact not in self.must:
            self.must |= {fact}
            self.stamp = next(_STAMPS)

    def release(self, fact: Hashable) -> None:
        """Let something no longer be true on all paths."""
        if fact in self.must:
            self.must -= {fact}
            self.stamp = next(_STAMPS)

    def assume(self, guard: Guard) -> bool:
        """Keep what agrees with a condition; tell whether control can come here at all."""
        opposite = guard.opposite
        if opposite in self.guards:
            return False
        for subject, held in list(self.may.items()):
            if any(opposite in guards for guards in held.values()):
                self._keep(subject, {f: g for f, g in held.items() if opposite not in g})
        self.deferred = {d: g for d, g in self.deferred.items() if opposite not in g}
        self.guards |= {guard}
        return True

    def forget(self, names: frozenset[str]) -> None:
        """Give up the guards that look at variables whose value changed."""
        if not names:
            return
        self._weaken(frozenset(g for g in self._all_guards() if g.names & names))

    def forget_behind(self, names: frozenset[str]) -> None:
        """Give up the guards that look behind variables that a call got."""
        if not names:
            return
        self._weaken(frozenset(g for g in self._all_guards() if g.reached & names))

    def restrict(self, entry: State[FactT]) -> None:
        """Give up the guards that the entry of a loop does not know: a round may change them."""
        self._weaken(frozenset(self._all_guards() - entry._all_guards()))

    def join(self, other: State[FactT]) -> bool:
        """Take in the state of another path that leads here; tell whether anything changed."""
        guards = self.guards & other.guards
        here, there = self.guards - guards, other.guards - guards
        may, is_changed = _join_facts(self.may, other.may, here, there)
        deferred = _join_guarded(self.deferred, other.deferred, here, there)
        is_cut = is_changed and any(len(held) == MAXIMUM_FACTS for held in may.values())
        joined: State[FactT] = State(
            may,
            self.must & other.must,
            guards,
            deferred,
            self.must_defer & other.must_defer,
            self.is_possible or other.is_possible or is_cut,
        )
        is_changed = is_changed or joined._frame() != self._frame()
        self.may, self.must, self.guards = joined.may, joined.must, joined.guards
        self.deferred, self.must_defer = joined.deferred, joined.must_defer
        self.is_possible = joined.is_possible
        if is_changed:
            self.stamp = next(_STAMPS)
        return is_changed

    def _frame(self) -> tuple[object, ...]:
        return (self.must, self.guards, self.deferred, self.must_defer, self.is_possible)

    def _keep(self, subject: Hashable, held: dict[FactT, Guards]) -> None:
        self.stamp = next(_STAMPS)
        if held:
            self.may[subject] = held
        else:
            self.may.pop(subject, None)

    def _all_guards(self) -> set[Guard]:
        """Return the guards of the state and of all facts, most of which share a few sets."""
        distinct = {guards for held in self.may.values() for guards in held.values()}
        distinct.update(self.deferred.values())
        return set(self.guards).union(*distinct)

    def _weaken(self, gone: Guards) -> None:
        if not gone:
            return
        self.guards -= gone
        for subject, held in list(self.may.items()):
            if not all(gone.isdisjoint(guards) for guards in held.values()):
                self.may[subject] = {f: g - gone for f, g in held.items()}
        self.deferred = {d: g - gone for d, g in self.deferred.items()}


def _join_facts(
    left: Mapping[Hashable, dict[FactT, Guards]],
    right: Mapping[Hashable, dict[FactT, Guards]],
    here: Guards,
    there: Guards,
) -> tuple[dict[Hashable, dict[FactT, Guards]], bool]:
    joined = dict(left)
    is_changed = False
    for subject, held in left.items() if here else ():
        theirs = right.get(subject)
        if theirs is not held:
            joined[subject] = _join_guarded(held, theirs or {}, here, there)
    for subject, held in right.items():
        mine = left.get(subject)
        if mine is held:
            continue
        merged = _join_guarded(mine or {}, held, here, there)
        if len(merged) > MAXIMUM_FACTS:
            merged = dict(islice(merged.items(), MAXIMUM_FACTS))
        if merged != mine:
            joined[subject] = merged
            is_changed = True
    return joined, is_changed


def _join_guarded(
    left: Mapping[KeyT, Guards], right: Mapping[KeyT, Guards], here: Guards, there: Guards
) -> dict[KeyT, Guards]:
    joined = {
        key: (guards & right[key]) | _lost(guards, right[key], here, there)
        if key in right
        else guards | here
        for key, guards in left.items()
    }
    for key, guards in right.items():
        if key not in left:
            joined[key] = guards | there
    return joined


def _lost(left: Guards, right: Guards, here: Guards, there: Guards) -> Guards:
    """Return what holds on both sides, but on one only as a guard of its whole path."""
    return ((left - right) & there) | ((right - left) & here)
