"""The facts of each Go release about the same sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol, TypeVar

import pytest

from gomemlint.model.facts import (
    ADDRESS_OF,
    HEAP,
    Append,
    Capture,
    Devirtualization,
    Devirtualized,
    Elided,
    Elision,
    Escape,
    EscapePath,
    Fact,
    Form,
    Inlinable,
    InlinedCall,
    KeptAlive,
    Leak,
    LeakTarget,
    Moved,
    NotInlinable,
    ParameterPath,
    Place,
    Reason,
    SelfAssignment,
    UintptrParameter,
    Verdict,
)
from gomemlint.toolchain.diagnostics import discard_block, parse_block, split_blocks
from tests.toolchain.diagnostics.recordings import Recording, found_at, read_recording, where

Kind = TypeVar("Kind", bound=Fact)

ESCAPES = "example.com/probe/escapes"
CALLS = "example.com/probe/calls"


class At(Protocol):
    """How tests ask for facts."""

    def __call__(self, line: str, part: str, name: str = "") -> tuple[Fact, ...]: ...


def number(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))


def only(kind: type[Kind], facts: Iterable[Fact]) -> list[Kind]:
    return [fact for fact in facts if isinstance(fact, kind)]


@pytest.fixture
def at(probe: Recording) -> At:
    """Read the facts of package escapes at a part of a line."""
    facts = probe.facts(ESCAPES)

    def facts_at(line: str, part: str, name: str = "escapes.go") -> tuple[Fact, ...]:
        return found_at(facts, *where(f"escapes/{name}", line, part))

    return facts_at


def test_every_line_of_every_run_has_a_form(release: str) -> None:
    for run in ("probe", "tests", "broken"):
        recorded = read_recording(release, run, folder="broken" if run == "broken" else "probe")
        names = [package.identity for package in recorded.packages]
        counted = Counter[Form]()
        blocks = split_blocks(recorded.text, names)
        for block in blocks:
            text = recorded.text[block.start : block.start + block.length]
            counts = (
                discard_block(text)
                if block.is_test_main
                else parse_block(text, recorded.paths(block.name)).counts
            )
            counted.update(counts)
        assert counted[Form.UNCLASSIFIED] == 0
        assert counted.total() + len(blocks) == recorded.text.count(b"\n")


def test_a_literal_whose_address_is_returned_escapes_with_its_path(release: str, at: At) -> None:
    facts = at("func AddressOfLiteral", "&T{")
    (escape,) = only(Escape, facts)
    (path,) = only(EscapePath, facts)
    assert (escape.expression, escape.verdict) == ("&T{...}", Verdict.ESCAPES)
    assert path.function == ("AddressOfLiteral" if number(release) >= (1, 25) else "")
    assert [(flow.destination, flow.source, flow.derefs) for flow in path.flows] == [
        ("~r0", "{storage for &T{...}}", ADDRESS_OF)
    ]
    assert [step.reason for step in path.flows[0].steps] == [Reason.SPILL, Reason.RETURN]
    assert path.flows[0].steps[0].place.path == escape.place.path
    assert not path.is_truncated


def test_storage_on_the_stack_does_not_escape(at: At) -> None:
    (escape,) = only(Escape, at("t := &T{}", "&T{}"))
    assert escape.verdict is Verdict.DOES_NOT_ESCAPE


def test_a_variable_is_moved_where_it_is_declared(at: At) -> None:
    facts = at("	x := 1", "x")
    assert [moved.variable for moved in only(Moved, facts)] == ["x"]
    assert only(EscapePath, facts)


def test_a_parameter_is_moved_where_it_is_declared(at: At) -> None:
    facts = at("func MovedParameter", "p int")
    assert [moved.variable for moved in only(Moved, facts)] == ["p"]


def test_sizes_follow_the_release(release: str, at: At) -> None:
    variable = only(Escape, at("variable := make", "([]byte"))
    expected = Verdict.DOES_NOT_ESCAPE if number(release) >= (1, 25) else Verdict.ESCAPES
    assert [escape.verdict for escape in variable] == [expected]
    (path,) = only(EscapePath, at("large := make", "([]byte"))
    assert path.flows[0].destination == HEAP
    assert path.flows[0].steps[0].reason is Reason.TOO_LARGE


def test_appends_have_a_verdict_since_1_25(release: str, at: At) -> None:
    verdicts = [fact.verdict for fact in only(Append, at("local = append(local, i)", "(local"))]
    assert verdicts == ([Verdict.DOES_NOT_ESCAPE] if number(release) >= (1, 25) else [])


def test_leaks_tell_heap_content_and_result_apart(at: At) -> None:
    leaks = {
        name: [(leak.target, leak.level) for leak in only(Leak, at("func Leaks", f"{name} *"))]
        for name in ("heap", "content", "result", "none")
    }
    assert leaks == {
        "heap": [(LeakTarget.HEAP, 0)],
        "content": [(LeakTarget.CONTENT_TO_HEAP, 1)],
        "result": [(LeakTarget.RESULT, 0)],
        "none": [],
    }
    (clean,) = only(Escape, at("func Leaks", "none *"))
    assert (clean.expression, clean.verdict) == ("none", Verdict.DOES_NOT_ESCAPE)


def test_leaks_to_results_count_dereferences(at: At) -> None:
    (leak,) = only(Leak, at("func LeakLevels", "t *T"))
    assert (leak.parameter, leak.result, leak.level) == ("t", "~r0", 1)
    (path,) = only(ParameterPath, at("func LeakLevels", "t *T"))
    assert (path.parameter, path.target, path.derefs) == ("t", "~r0", 1)
    assert Reason.DOT_OF_POINTER in [step.reason for step in path.flows[0].steps]


def test_captures_tell_how_and_how_wide(at: At) -> None:
    (counter,) = only(Capture, at("counter, limit := 0, 10", "counter"))
    assert (counter.function, counter.by_reference, counter.reassigned) == ("Captures", True, True)
    (n,) = only(Capture, at("func Captures", "n int"))
    assert (n.variable, n.width, n.by_reference) == ("n", 8, False)


def test_the_count_tells_copies_and_the_copy_is_no_fact(at: At) -> None:
    (limit,) = only(Capture, at("counter, limit := 0, 10", "limit"))
    assert (limit.by_reference, limit.count) == (False, 2)


def test_zero_copy_conversions_are_elided_since_1_22(release: str, at: At) -> None:
    found = [fact.elision for fact in only(Elided, at("copy(dst, []byte(s))", "s)"))]
    assert found == ([Elision.ZERO_COPY] if number(release) >= (1, 22) else [])


def test_bounds_checks_and_self_assignments_are_told(at: At) -> None:
    assert [f.elision for f in only(Elided, at("func Bounds", "[b]"))] == [Elision.BOUNDS_CHECK]
    (assignment,) = only(SelfAssignment, at("func (t *T) Advance", "= t.buf"))
    assert assignment.statement == "t.buf = t.buf[n:]"


def test_columns_from_255_on_are_absent(probe: Recording) -> None:
    facts = probe.facts(ESCAPES)
    path, line, column = where("escapes/columns.go", "-----", "&T{a: 1}")
    assert column < 255
    assert only(Escape, found_at(facts, path, line, column))
    _, _, beyond = where("escapes/columns.go", "-----", "&T{a: 2}")
    assert beyond >= 255
    assert found_at(facts, path, line, beyond) == ()
    rest = [fact for fact in facts.files[path].of_line(line) if fact.place.column is None]
    assert {"&T{...}", "[]int{...}"} <= {fact.expression for fact in only(Escape, rest)}


def test_columns_count_bytes(at: At) -> None:
    (escape,) = only(Escape, at("é☃", "(int)", name="columns.go"))
    assert escape.expression == "new(int)"


def test_raw_strings_of_1_21_are_one_record(release: str, at: At) -> None:
    found = {fact.expression for fact in only(Escape, at("`one", "`one", name="constants.go"))}
    assert found == ({"`one\ntwo`"} if release == "1.21" else {'"one\\ntwo"'})


def test_a_raw_string_that_looks_like_output_is_no_output(release: str, probe: Recording) -> None:
    block = probe.parse(ESCAPES)
    assert block.unmapped == {}
    assert (block.counts[Form.CONTINUATION] > 0) == (release == "1.21")


def test_texts_that_look_like_messages_are_read_as_texts(release: str, at: At) -> None:
    facts = at('"a escapes to heap in b"', '"a escapes', name="constants.go")
    assert {fact.expression for fact in only(Escape, facts)} == {'"a escapes to heap in b"'}


def test_uintptr_parameters_are_told(at: At) -> None:
    (marked,) = only(UintptrParameter, at("func Escaping", "p uintptr"))
    assert (marked.parameter, marked.escapes) == ("p", True)


def test_silence_about_generic_code_is_no_answer(probe: Recording) -> None:
    facts = probe.facts("example.com/probe/generics")
    place = where("generics/generics.go", "func Unused", "value T")
    assert found_at(facts, *place) == ()


def test_functions_that_can_and_cannot_be_inlined_are_told(probe: Recording) -> None:
    facts = probe.facts(CALLS)
    (leaf,) = only(Inlinable, found_at(facts, *where("calls/calls.go", "func Leaf", "Leaf")))
    assert (leaf.function, leaf.cost) == ("Leaf", 4)
    (marked,) = only(
        NotInlinable, found_at(facts, *where("calls/calls.go", "func Marked", "Marked"))
    )
    assert marked.reason == "marked go:noinline"


def test_nested_inlining_stands_at_the_outermost_call(probe: Recording) -> None:
    facts = probe.facts(CALLS)
    found = found_at(facts, *where("calls/calls.go", "func Nested", "(Middle("))
    assert {(call.callee, call.count) for call in only(InlinedCall, found)} == {
        ("Middle", 1),
        ("Leaf", 1),
    }


def test_calls_through_interfaces_are_devirtualized(probe: Recording) -> None:
    facts = probe.facts(CALLS)
    (full,) = only(
        Devirtualized, found_at(facts, *where("calls/calls.go", "return d.Do(n)", "(n)"))
    )
    assert (full.kind, full.call, full.target) == (Devirtualization.FULL, "d.Do", "*impl")
    (part,) = only(Devirtualized, found_at(facts, *where("calls/calls.go", "outer.Do(1)", "(1)")))
    assert (part.kind, part.target) == (Devirtualization.PARTIAL, "base")


def test_benchmark_loops_keep_values_alive_since_1_26(release: str, probe: Recording) -> None:
    facts = probe.facts("example.com/probe/newer")
    kept = [fact for file in facts.files.values() for fact in only(KeptAlive, file.select())]
    assert bool(kept) == (number(release) >= (1, 26))


def test_positionless_and_generated_records_are_discarded(release: str, probe: Recording) -> None:
    assert probe.parse(CALLS).counts[Form.DISCARDED] > 0
    newer = probe.parse("example.com/probe/newer")
    assert (newer.counts[Form.DISCARDED] > 0) == (number(release) >= (1, 23))
    assert set(newer.unmapped) == set()


def test_steps_without_a_position_stand_in_no_file(probe: Recording, release: str) -> None:
    facts = probe.facts("example.com/probe/newer")
    places = {
        step.place
        for file in facts.files.values()
        for path in only(EscapePath, file.select(Form.ESCAPE_PATH))
        for flow in path.flows
        for step in flow.steps
        if not step.place.path
    }
    assert places == ({Place("", 0, None, "")} if number(release) >= (1, 24) else set())


def test_line_directives_lead_to_no_known_file(release: str, probe: Recording) -> None:
    block = probe.parse("example.com/probe/lines")
    joined = "lines/" if number(release) >= (1, 27) else ""
    assert set(block.unmapped) == {"??", f"{joined}tmpl/page.qtpl", f"{joined}x.go"}
    assert list(block.files) == ["/recorded/probe/lines/lines.go"]


def test_cgo_files_keep_their_positions(probe: Recording) -> None:
    facts = probe.facts("example.com/probe/native")
    (moved,) = only(Escape, found_at(facts, *where("native/native.go", "sink = sum", "sum")))
    assert moved.verdict is Verdict.ESCAPES
    block = probe.parse("example.com/probe/native")
    assert block.counts[Form.C_COMPILER] == 3
    assert block.unmapped == {}


def test_generic_code_of_another_package_is_foreign(probe: Recording) -> None:
    block = probe.parse("example.com/probe/clash")
    assert list(block.files) == ["/recorded/probe/clash/x.go"]
    assert list(block.foreign) == ["/recorded/probe/x.go"]
    foreign = block.foreign["/recorded/probe/x.go"].of_line(8)
    assert {fact.variable for fact in only(Moved, foreign)} == {"probe.boxed"}


def test_a_folder_whose_name_begins_like_the_root_is_found(probe: Recording) -> None:
    raw = b"".join(probe.blocks("example.com/probe/generics"))
    assert b"\n.-lib/lib.go:" in raw
    block = probe.parse("example.com/probe/generics")
    assert list(block.foreign) == ["/recorded/probe-lib/lib.go"]


def test_text_of_another_run_directory_is_not_believed(release: str) -> None:
    stale = read_recording(release, "stale", listing="probe")
    block = stale.parse("example.com/probe/clash")
    assert block.is_stale
    assert (block.files, block.foreign) == ({}, {})
    assert set(block.unmapped) == {"./x.go", "../x.go"}


def test_variants_of_a_package_tell_the_same_facts(release: str) -> None:
    tests = read_recording(release, "tests")
    plain, variant = tests.parse(ESCAPES), tests.parse(f"{ESCAPES} [{ESCAPES}.test]")
    assert set(plain.files) < set(variant.files)
    for path, facts in plain.files.items():
        assert facts.select() == variant.files[path].select()


def test_a_block_of_a_broken_package_holds_its_errors(release: str) -> None:
    broken = read_recording(release, "broken-build", listing="broken", folder="broken")
    block = broken.parse("example.com/broken/types")
    assert block.files == {}
    assert any("not enough arguments" in line for line in block.errors)
    assert set(block.counts) == {Form.COMPILE_ERROR}
    good = broken.parse("example.com/broken/good")
    assert list(good.files) == ["/recorded/broken/good/good.go"]
