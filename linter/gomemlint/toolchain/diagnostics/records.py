"""A record of the compiler, read into a typed fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from gomemlint.model.facts import (
    ADDRESS_OF,
    Append,
    Capture,
    Devirtualization,
    Devirtualized,
    Elided,
    Elision,
    Escape,
    EscapePath,
    Fact,
    Flow,
    Form,
    FunctionNote,
    Inlinable,
    InlinedCall,
    InliningCycle,
    KeptAlive,
    Leak,
    LeakTarget,
    Moved,
    NotInlinable,
    ParameterPath,
    Place,
    Reason,
    SelfAssignment,
    Step,
    UintptrParameter,
    Verdict,
)
from gomemlint.toolchain.diagnostics.grammar import (
    FLOW,
    FROM,
    MESSAGES,
    POSITION,
    PREFIXED,
    RAW_LINE_END,
    TRUNCATED_NOTE,
)

Match = re.Match[str]
SCORE = re.compile(r" with score -?\d+$")
RAW_MARK = RAW_LINE_END.decode()

Builder = Callable[[Match, Place, int], Fact]


def read_record(record: bytes, form: Form, count: int, files: Mapping[str, str]) -> Fact:
    """Read one record; `files` maps the printed paths of its block to absolute ones."""
    first, _, rest = record.decode(errors="replace").partition("\n")
    prefix = PREFIXED.match(first)
    if not prefix:
        raise ValueError(f"a record without a position holds no fact: {first[:200]!r}")
    found = MESSAGES[form].fullmatch(first, prefix.end() + 1)
    if not found:
        raise ValueError(f"this record is not of the form {form.value}: {first[:200]!r}")
    place = read_place(prefix[1], files)
    if form is Form.ESCAPE_PATH or form is Form.PARAMETER_PATH:
        return _path(found, place, count, _explanation(rest, files))
    return BUILDERS[form](found, place, count)


def read_place(printed: str, files: Mapping[str, str]) -> Place:
    """Read `file:line:column` or `file:line`; without a position, a place in no file."""
    found = POSITION.fullmatch(printed)
    if not found:
        return Place("", 0, None, "")
    name, line, column = found.groups()
    return Place(files.get(name, ""), int(line), int(column) if column else None, name)


def _plain(text: str) -> str:
    return text.replace(RAW_MARK, "\n")


Explanation = tuple[tuple[Flow, ...], bool]


def _explanation(text: str, files: Mapping[str, str]) -> Explanation:
    """Read the lines below a long record: the flows, and whether the compiler broke off."""
    heads: list[tuple[str, str, int]] = []
    steps: list[list[Step]] = []
    is_truncated = False
    for line in text.split("\n"):
        if flow := FLOW.fullmatch(line):
            heads.append((_plain(flow["destination"]), _plain(flow["source"]), _derefs(flow)))
            steps.append([])
        elif (step := FROM.fullmatch(line)) and steps:
            steps[-1].append(_step(step, files))
        elif line.endswith(TRUNCATED_NOTE):
            is_truncated = True
    flows = tuple(Flow(*head, tuple(taken)) for head, taken in zip(heads, steps, strict=True))
    return flows, is_truncated


def _derefs(flow: Match) -> int:
    return ADDRESS_OF if flow["operator"] == "&" else len(flow["operator"])


def _step(found: Match, files: Mapping[str, str]) -> Step:
    place = read_place(found["place"], files)
    return Step(_plain(found["node"]), Reason(found["reason"]), place)


def _path(found: Match, place: Place, count: int, explanation: Explanation) -> Fact:
    flows, is_truncated = explanation
    named = {name: _plain(text or "") for name, text in found.groupdict().items()}
    if "parameter" not in named:
        expression, function = named["expression"], named["function"]
        return EscapePath(place, expression, function, flows, is_truncated, count)
    return ParameterPath(
        place,
        named["parameter"],
        named["target"],
        named["function"],
        int(named["derefs"]),
        flows,
        is_truncated,
        count,
    )


def _verdict(found: Match) -> Verdict:
    escapes = found[0].endswith("escapes to heap")
    return Verdict.ESCAPES if escapes else Verdict.DOES_NOT_ESCAPE


def _escape(found: Match, place: Place, count: int) -> Fact:
    return Escape(place, _plain(found["expression"]), _verdict(found), count)


def _append(found: Match, place: Place, count: int) -> Fact:
    return Append(place, _verdict(found), count)


def _moved(found: Match, place: Place, count: int) -> Fact:
    return Moved(place, found["variable"], count)


def _capture(found: Match, place: Place, count: int) -> Fact:
    return Capture(
        place,
        found["function"],
        found["variable"],
        found["how"] == "ref",
        found["address"] == "true",
        found["assigned"] == "true",
        int(found["width"]),
        count,
    )


def _leak(found: Match, place: Place, count: int) -> Fact:
    return Leak(place, found["parameter"], LeakTarget.HEAP, "", 0, count)


def _leak_of_content(found: Match, place: Place, count: int) -> Fact:
    return Leak(place, found["parameter"], LeakTarget.CONTENT_TO_HEAP, "", 1, count)


def _leak_to_result(found: Match, place: Place, count: int) -> Fact:
    level = int(found["level"])
    return Leak(place, found["parameter"], LeakTarget.RESULT, found["result"], level, count)


def _uintptr(found: Match, place: Place, count: int) -> Fact:
    escapes = found["assumed"] is None
    return UintptrParameter(place, found["marked" if escapes else "assumed"], escapes, count)


def _self_assignment(found: Match, place: Place, count: int) -> Fact:
    return SelfAssignment(place, found["function"], _plain(found["statement"]), count)


def _zero_copy(found: Match, place: Place, count: int) -> Fact:
    return Elided(place, Elision.ZERO_COPY, count)


def _bounds_check(found: Match, place: Place, count: int) -> Fact:
    return Elided(place, Elision.BOUNDS_CHECK, count)


def _kept_alive(found: Match, place: Place, count: int) -> Fact:
    return KeptAlive(place, _plain(found["note"]), count)


def _inlinable(found: Match, place: Place, count: int) -> Fact:
    return Inlinable(place, found["function"], int(found["cost"]), _plain(found["body"]), count)


def _not_inlinable(found: Match, place: Place, count: int) -> Fact:
    return NotInlinable(place, found["function"], found["reason"], count)


def _inlined_call(found: Match, place: Place, count: int) -> Fact:
    # The score of GOEXPERIMENT=newinliner is no part of the name.
    return InlinedCall(place, SCORE.sub("", found["callee"]), count)


def _inlining_cycle(found: Match, place: Place, count: int) -> Fact:
    return InliningCycle(place, found["callee"], found["caller"], count)


def _devirtualized(found: Match, place: Place, count: int) -> Fact:
    kind, call, target = (_plain(text) for text in found.groups() if text is not None)
    return Devirtualized(place, Devirtualization(kind), call, target, count)


def _note(found: Match, place: Place, count: int) -> Fact:
    return FunctionNote(place, _plain(found["note"]), count)


BUILDERS: Mapping[Form, Builder] = {
    Form.ESCAPES: _escape,
    Form.DOES_NOT_ESCAPE: _escape,
    Form.APPEND: _append,
    Form.MOVED: _moved,
    Form.CAPTURE: _capture,
    Form.LEAK: _leak,
    Form.LEAK_OF_CONTENT: _leak_of_content,
    Form.LEAK_TO_RESULT: _leak_to_result,
    Form.UINTPTR: _uintptr,
    Form.SELF_ASSIGNMENT: _self_assignment,
    Form.ZERO_COPY: _zero_copy,
    Form.BOUNDS_CHECK: _bounds_check,
    Form.KEPT_ALIVE: _kept_alive,
    Form.CAN_INLINE: _inlinable,
    Form.CANNOT_INLINE: _not_inlinable,
    Form.INLINING_CALL: _inlined_call,
    Form.INLINING_CYCLE: _inlining_cycle,
    Form.DEVIRTUALIZING: _devirtualized,
    Form.BIG_FUNCTION: _note,
    Form.DEAD_CLOSURE: _note,
    Form.IMPRECISE_CALL: _note,
    Form.BENCHMARK_LOOP: _note,
}
