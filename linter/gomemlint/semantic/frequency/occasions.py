"""When code runs: only while the program starts, or for every request, message or tick."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import starmap

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Unknown
from gomemlint.semantic.frequency.commands import is_action, is_command, is_flag
from gomemlint.semantic.frequency.loops import Waiting, is_reading
from gomemlint.semantic.program.callers import Callers, Calling
from gomemlint.semantic.program.calls import Callee, call_of, callee_of, converted, runs_once
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import Function, Parameter, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.keytypes import is_message, is_request
from gomemlint.semantic.program.library import is_standard
from gomemlint.semantic.program.literals import only_calls
from gomemlint.semantic.program.tables import calls_of_kept
from gomemlint.syntax.expressions import call_around, called_name, parenthesised
from gomemlint.syntax.functions import enclosing_loops
from gomemlint.syntax.nodes import text

_REGISTERS = re.compile(
    r"(?:Handle(?!rs?$)|Subscribe|AfterFunc|Watch|Notify|Every|Schedule|Consume|Listen)\w*"
    r"|On(?!Start|Stop|Restart|Reload|Shutdown|Exit|Init)[A-Z]\w*"
    r"|GET|POST|PUT|DELETE|PATCH|Get|Post|Put|Delete|Patch|Use|AddFunc|HandlerFunc|Serve"
)
_HTTP = frozenset({"net/http.ResponseWriter", "net.Conn"})
_DEPTH = 6
_NEAR = 2


class Occasions:
    """Judges when places run; what is found out about a function is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.calling = Calling(index)
        self._starting: dict[tuple[str, bool], bool] = {}
        self._repeating: dict[tuple[str, bool], str] = {}
        self._waiting = Waiting(index)

    def callers(self, function: Function) -> Callers:
        """Return who calls a function."""
        return self.calling.callers(function)

    def is_at_start(self, site: Site, depth: int = 0, *, in_command: bool = True) -> bool:
        """Tell whether a place runs only while the program starts, or once in its life.

        A loop that reads a file fills a table where it stands; what it calls for each line is the
        work of the program. A command may run once and end, or start a service: `in_command`
        tells whether it counts.
        """
        loops = tuple(enclosing_loops(site.node))
        if any(
            self._waiting.goes_on(site.file, loop) or (depth and is_reading(loop)) for loop in loops
        ):
            return False
        function = function_around(site.file, site.node)
        if function is None:
            return True
        known = (function.key, in_command)
        if known not in self._starting:
            self._starting[known] = False
            self._starting[known] = self._starts(function, depth, in_command=in_command)
        return self._starting[known]

    def repetition(self, site: Site, depth: int = 0, *, by_tables: bool = False) -> str:
        """Return why a place runs again and again for as long as the program does, or nothing.

        `by_tables` asks those as well who call it as an element of a table, or as a field: they
        may call something else most of the time.
        """
        function = function_around(site.file, site.node)
        if function is None:
            return ""
        loops = tuple(enclosing_loops(site.node))
        if any(self._waiting.goes_on(site.file, loop) for loop in loops):
            return f"{function.name} loops for as long as the program runs"
        if depth and any(is_reading(loop) for loop in loops):
            return f"{function.name} calls it for all that it reads"
        known = (function.key, by_tables)
        if known not in self._repeating:
            self._repeating[known] = ""
            self._repeating[known] = self._repeats(function, depth, by_tables=by_tables)
        return self._repeating[known]

    def takes_input(self, site: Site) -> bool:
        """Tell whether a place is few calls away from where the program gets what others send.

        That is a request, a message, a loop that waits, or an exported function that the module
        never uses. Further away the program's own data are at work.
        """
        return any(starmap(self._is_input, self._leading_to(site, _NEAR)))

    def is_called_from_outside(self, site: Site) -> bool:
        """Tell whether a place is reached through an exported function that the module never uses.

        A program has no such function: others cannot import it.
        """
        leading = self._leading_to(site)
        return any(around is not None and self._is_entry(around) for _, around in leading)

    def _leading_to(
        self, site: Site, hops: float = math.inf
    ) -> Iterator[tuple[Site, Function | None]]:
        """Yield a place and the calls that lead to it, with the function around each.

        `hops` is how many calls one after the other are followed.
        """
        seen: set[str] = set()
        pending = [(site, 0)]
        while pending:
            place, passed = pending.pop()
            function = function_around(place.file, place.node)
            yield place, function
            if function is None or function.key in seen:
                continue
            seen.add(function.key)
            calls = self.callers(function).calls
            if function.is_literal and not calls:
                pending.append((Site(function.file, function.node), passed))
            if passed < hops:
                pending.extend((call, passed + 1) for call in calls)

    def _is_input(self, place: Site, around: Function | None) -> bool:
        if any(self._waiting.goes_on(place.file, loop) for loop in enclosing_loops(place.node)):
            return True
        if around is None:
            return False
        is_event = is_handler(around) or any(map(self.is_registered, self.callers(around).values))
        return is_event or self._is_entry(around)

    def _is_entry(self, function: Function) -> bool:
        """Tell whether only code outside of the module can call a function."""
        found = self.callers(function)
        return self._is_offered(function) and not found.calls and not found.values

    def _is_offered(self, function: Function) -> bool:
        unit = self._index.code.unit(function.file.package)
        is_program = unit is None or unit.name == "main"
        return function.declared is not None and function.declared.exported and not is_program

    def is_registered(self, value: Site) -> bool:
        """Tell whether a function value is handed to something that calls it per event."""
        return is_registered(self._index, value)

    def _starts(self, function: Function, depth: int, *, in_command: bool) -> bool:
        node, declared = function.node, function.declared
        if function.is_literal:
            return self._literal_starts(function, depth, in_command=in_command)
        name = "" if declared is None else declared.name
        if function.receiver is None and name in ("init", "main"):
            return True
        if declared is None or depth >= _DEPTH:
            return False
        if is_flag(function):
            return True
        found = self.callers(function)
        inside = [call for call in found.calls if not _is_within(call, function.file, node)]
        if is_handler(function) and (declared.exported or not inside):
            return False
        once = [each for each in found.values if runs_once(self._index, each.file, each.node)]
        is_run = bool(inside or once) or (in_command and is_command(self._index, function))
        if len(once) < len(found.values) or not is_run:
            return False
        return all(self.is_at_start(call, depth + 1, in_command=in_command) for call in inside)

    def _literal_starts(self, function: Function, depth: int, *, in_command: bool) -> bool:
        around = call_around(function.node)
        site = Site(function.file, function.node)
        if is_handler(function):
            return False
        if around is not None:
            if runs_once(self._index, function.file, function.node):
                return True
            if self._calling_loop(function, *around):
                return False
            is_iterated = _is_plain_library(self._index, function.file, around[0])
            is_run = is_iterated or _runs_in_place(self._index, function.file, *around)
            return is_run and self.is_at_start(site, depth + 1, in_command=in_command)
        if is_action(site.file, site.node):
            return in_command
        found = self.callers(function)
        if depth >= _DEPTH or not found.calls or found.values:
            return False
        return all(self.is_at_start(c, depth + 1, in_command=in_command) for c in found.calls)

    def _repeats(self, function: Function, depth: int, *, by_tables: bool) -> str:
        if is_handler(function):
            return f"{function.name} runs for every request"
        if depth >= _DEPTH:
            return ""
        found = self.callers(function)
        if any(self.is_registered(value) for value in found.values):
            return f"{function.name} runs for every request"
        for call in (*found.calls, *(self._kept_calls(function) if by_tables else ())):
            reason = self.repetition(call, depth + 1, by_tables=by_tables)
            if reason:
                return reason
        around = call_around(function.node) if function.is_literal and not found.calls else None
        place = Site(function.file, function.node)
        if around is None:
            # What is sent is run by who receives it.
            is_sent = function.is_literal and _is_sent(function.node)
            return self.repetition(place, depth + 1, by_tables=by_tables) if is_sent else ""
        looping = self._calling_loop(function, *around)
        if looping is not None:
            return f"{looping.name} calls it for as long as the program runs"
        # A literal that is called at once runs when the function around it does.
        is_iterated = _is_plain_library(self._index, function.file, around[0])
        if not (is_iterated or _runs_in_place(self._index, function.file, *around)):
            return ""
        return self.repetition(place, depth + 1, by_tables=by_tables)

    def _calling_loop(self, literal: Function, call: Node, position: int) -> Function | None:
        """Return the function that calls a literal that it is given in a loop that goes on."""
        callee = callee_of(self._index, literal.file, call)
        function = None if callee is None else callee.function
        given = None if callee is None else _parameter(callee, position)
        if function is None or given is None or given.object is None:
            return None
        for use in self._index.uses(given.object.key):
            called = call_of(use.node)
            loops = () if called is None else enclosing_loops(called)
            if any(self._waiting.goes_on(use.file, loop) for loop in loops):
                return function
        return None

    def _kept_calls(self, function: Function) -> Iterator[Site]:
        for value in self.callers(function).values:
            yield from calls_of_kept(self._index, value)


def is_registered(index: Index, value: Site) -> bool:
    """Tell whether a function value is handed to something that calls it per event."""
    around = call_around(converted(index, value))
    name = None if around is None else called_name(around[0])
    if around is None or name is None or _REGISTERS.fullmatch(text(name)) is None:
        return False
    return not _is_plain_library(index, value.file, around[0])


def is_handler(function: Function) -> bool:
    """Tell whether a parameter of a function is a request, a connection or a message.

    What is called `Test` sends a request of its own.
    """
    if function.declared is not None and function.declared.name.startswith("Test"):
        return False
    for parameter in function.parameters:
        if parameter.object is None:
            continue
        type_ = function.file.types.type_of(parameter.object)
        if isinstance(type_, Unknown):
            continue
        if is_request(type_) or is_message(function.file, type_):
            return True
        if getattr(type_, "key", "") in _HTTP:
            return True
    return False


def _is_sent(literal: Node) -> bool:
    """Tell whether a literal is sent on a channel: a command for who receives it."""
    place = parenthesised(literal)
    outer = place.parent
    return outer is not None and outer.type == "send_statement"


def _is_within(call: Site, file: File, node: Node) -> bool:
    """Tell whether a call stands in the function itself."""
    if call.file.absolute != file.absolute:
        return False
    return node.start_byte <= call.node.start_byte < node.end_byte


def _runs_in_place(index: Index, file: File, call: Node, position: int) -> bool:
    """Tell whether a function of the run calls its argument, and keeps it nowhere.

    It may do so in a goroutine.
    """
    callee = callee_of(index, file, call)
    if callee is not None and only_calls(index, callee, position):
        return True
    function = None if callee is None else callee.function
    if callee is None or function is None:
        return False
    given = _parameter(callee, position)
    leakage = None if given is None else index.leakage(function, given)
    return leakage is not None and leakage.stays


def _parameter(callee: Callee, position: int) -> Parameter | None:
    """Return the parameter of a function of the run that gets an argument."""
    function, wanted = callee.function, callee.parameter_of(position)
    inputs = () if function is None else function.inputs
    return next((p for p in inputs if p.index == wanted and p.object), None)


def _is_plain_library(index: Index, file: File, call: Node) -> bool:
    """Tell whether a call goes to the standard library, which runs its argument at once."""
    callee = callee_of(index, file, call)
    meant = None if callee is None else callee.object
    if not isinstance(meant, GoObject) or not is_standard(meant.package):
        return False
    return not meant.package.startswith(("net", "time", "runtime", "context", "os/signal"))
