"""The shortest way through calls from a function to something that allocates."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.model.findings import Related
from gomemlint.semantic.allocation.telling import quoted
from gomemlint.semantic.contracts.answers import Place
from gomemlint.semantic.contracts.bodies import Bodies, Call, Charge, Item, Obstacle
from gomemlint.semantic.contracts.visits import Visit
from gomemlint.semantic.contracts.wording import Reason

# More functions than a program has below any one call that could be proved.
MOST_VISITS = 20_000


@dataclass(frozen=True, eq=False, slots=True)
class Way:
    """The calls from a function to an item, outermost first."""

    calls: tuple[Call, ...]
    item: Charge | Obstacle


class Ways:
    """Searches the functions below a call, nearest first."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies

    def below(self, item: Item) -> Way | None:
        """Return the way to what allocates below an item; else to what cannot be told.

        Of several in the nearest function, one that allocates each time.
        """
        if not isinstance(item, Call):
            return Way((), item)
        charge: Way | None = None
        obstacle: Way | None = None
        for calls, found in self._items(item):
            if charge is not None and charge.calls != calls:
                break
            if isinstance(found, Charge) and found.is_certain:
                return Way(calls, found)
            if isinstance(found, Charge):
                charge = charge or Way(calls, found)
            else:
                obstacle = obstacle or Way(calls, found)
        return charge or obstacle

    def obstacle(self, item: Item) -> Way | None:
        """Return the way to what cannot be told below an item, if there is anything."""
        if not isinstance(item, Call):
            return Way((), item) if isinstance(item, Obstacle) else None
        ways = (Way(calls, found) for calls, found in self._items(item))
        return next((way for way in ways if isinstance(way.item, Obstacle)), None)

    def _items(self, call: Call) -> Iterator[tuple[tuple[Call, ...], Charge | Obstacle]]:
        pending: deque[tuple[Call, ...]] = deque([(call,)])
        seen: set[Visit] = {call.visit}
        while pending:
            calls = pending.popleft()
            for item in self._bodies.of(calls[-1].visit).items:
                if not isinstance(item, Call):
                    yield calls, item
                elif len(seen) >= MOST_VISITS:
                    reason = f"it calls more than {MOST_VISITS:,} functions"
                    yield calls, Obstacle(item.site, Reason(reason))
                    return
                elif item.visit not in seen:
                    seen.add(item.visit)
                    pending.append((*calls, item))


def place_of(way: Way) -> Place:
    """Say where a way starts, where it goes and how it ends."""
    reason = way.item.reason
    ending = tuple(Related(link.span, link.message) for link in reason.chain)
    if not way.calls:
        return Place(way.item.site.span, reason.sentence, ending, reason.raw)
    first, *further = way.calls
    steps = [Related(call.site.span, f"which calls {named(call)}") for call in further]
    where = Related(way.item.site.span, reason.sentence)
    names = " calls ".join(map(named, way.calls))
    sentence = f"{quoted(first.site.node)} calls {names}: {reason.sentence}"
    return Place(first.site.span, sentence, (*steps, where, *ending), reason.raw, (), where)


def named(call: Call) -> str:
    """Name what a call runs, with its package if that is another one."""
    function = call.visit.function
    is_own = function.file.package == call.site.file.package
    package = "" if is_own else f"{function.file.package.rpartition('/')[2]}."
    return f"`{package}{function.name}`"
