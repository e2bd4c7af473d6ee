"""Each form of a line, those included that need a profile, an experiment or luck to record."""

from __future__ import annotations

import pytest

from gomemlint.model.facts import (
    ADDRESS_OF,
    Capture,
    Devirtualization,
    Devirtualized,
    EscapePath,
    Fact,
    Form,
    FunctionNote,
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
    UintptrParameter,
)
from gomemlint.toolchain.diagnostics import PackagePaths, discard_block, parse_block
from gomemlint.toolchain.diagnostics.grammar import is_record

PATH = "/w/p.go"
PATHS = PackagePaths("/w", "/w", frozenset({PATH}), frozenset({PATH}).__contains__)
PLACE = Place(PATH, 3, 7, "./p.go")


def read(*messages: str) -> tuple[Fact, ...]:
    """Read messages that stand at line 3, column 7."""
    text = "".join(f"./p.go:3:7:{message}\n" for message in messages)
    block = parse_block(text.encode(), PATHS)
    assert block.unclassified == {}
    return block.files[PATH].at(3, 7)


@pytest.mark.parametrize(
    ("message", "kind", "call", "target"),
    [
        ("devirtualizing d.Do to *impl", Devirtualization.FULL, "d.Do", "*impl"),
        ("partially devirtualizing d.Do to base", Devirtualization.PARTIAL, "d.Do", "base"),
        (
            "cannot devirtualize d.Do(x): shaped receiver go.shape.int",
            Devirtualization.REFUSED,
            "d.Do(x)",
            "shaped receiver go.shape.int",
        ),
        ("PGO devirtualizing d.Do to (*A).Do", Devirtualization.BY_PROFILE, "d.Do", "(*A).Do"),
        (
            "PGO devirtualizing interface call d.Do to (*A).Do",
            Devirtualization.BY_PROFILE,
            "d.Do",
            "(*A).Do",
        ),
        ("PGO devirtualizing function call f to Big", Devirtualization.BY_PROFILE, "f", "Big"),
        (
            "should not PGO devirtualize A.Do: marked go:noinline",
            Devirtualization.NOT_BY_PROFILE,
            "A.Do",
            "marked go:noinline",
        ),
    ],
)
def test_devirtualization(message: str, kind: Devirtualization, call: str, target: str) -> None:
    assert read(f" {message}") == (Devirtualized(PLACE, kind, call, target, 1),)


@pytest.mark.parametrize(
    "note",
    [
        "function F considered 'big'; reducing max cost of inlinees",
        "unreferenced closure F.func1 marked as dead",
        "imprecise interface call",
        "skip inlining within testing.B.loop for for loop",
    ],
)
def test_notes_on_functions(note: str) -> None:
    assert read(f" {note}") == (FunctionNote(PLACE, note, 1),)


@pytest.mark.parametrize(
    "note",
    [
        "p.x will be kept alive",
        "function result(s) will be kept alive",
        "function arg will be kept alive",
        "dereference will be kept alive",
        "expr is unknown to bloop pass",
        "unrecognized shape for assign list stmt for blank assignment",
    ],
)
def test_notes_on_benchmark_loops(note: str) -> None:
    assert read(f" {note}") == (KeptAlive(PLACE, note, 1),)


@pytest.mark.parametrize(
    "reason",
    [
        "function too complex: cost 90 exceeds budget 80",
        "marked go:nocheckptr",
        "marked as having a keep-alive uintptr argument",
        "call to recover",
        "unhandled op DEFER",
        "defer call in range func",
        "recursive",
        "too expensive",
        "no function body",
        "no name",
        "not inlining functions with closures",
        "type eq/hash function",
    ],
)
def test_reasons_not_to_inline(reason: str) -> None:
    assert read(f" cannot inline F.func1: {reason}") == (NotInlinable(PLACE, "F.func1", reason, 1),)


def test_a_cycle_of_inlining_names_both_functions() -> None:
    message = " cannot inline (*T).f into (*T).g: repeated recursive cycle"
    assert read(message) == (InliningCycle(PLACE, "(*T).f", "(*T).g", 1),)


def test_the_score_of_an_experiment_is_no_part_of_the_callee() -> None:
    assert read(" inlining call to p.F with score -12") == (InlinedCall(PLACE, "p.F", 1),)


def test_uintptr_parameters_are_pointers_or_escape() -> None:
    assert read(" assuming size is unsafe uintptr") == (
        UintptrParameter(PLACE, "size", escapes=False, count=1),
    )
    assert read(" marking a as escaping ...uintptr") == (
        UintptrParameter(PLACE, "a", escapes=True, count=1),
    )


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("arrow", ["=", "←"])
def test_every_reason_of_the_closed_list_is_read(reason: Reason, arrow: str) -> None:
    (path,) = read(
        " x escapes to heap:",
        f"   flow: {{heap}} {arrow} **y:",
        f'     from f("a = b", (c)) ({reason.value}) at ./p.go:9',
    )
    assert isinstance(path, EscapePath)
    (flow,) = path.flows
    assert (flow.destination, flow.source, flow.derefs) == ("{heap}", "y", 2)
    (step,) = flow.steps
    assert (step.node, step.reason) == ('f("a = b", (c))', reason)
    assert step.place == Place(PATH, 9, None, "./p.go")


def test_a_reason_outside_of_the_list_is_of_unknown_form() -> None:
    text = b"./p.go:3:7: x escapes to heap:\n./p.go:3:7:     from x (magic) at ./p.go:9:1\n"
    block = parse_block(text, PATHS)
    assert block.unclassified == {"./p.go:3:7:     from x (magic) at ./p.go:9:1": 1}


def test_a_step_in_an_unknown_file_keeps_the_name_that_was_printed() -> None:
    (path,) = read(
        " x escapes to heap:",
        "   flow: {heap} ← &x:",
        "     from x (spill) at tmpl/page.qtpl:9:2",
    )
    assert isinstance(path, EscapePath)
    assert path.flows[0].steps[0].place == Place("", 9, 2, "tmpl/page.qtpl")


def test_flows_keep_their_order_and_tell_where_they_break_off() -> None:
    (path,) = read(
        " parameter p leaks to {storage for func literal} for F with derefs=1:",
        "   flow: q ← &p:",
        "     from &p (address-of) at ./p.go:4:1",
        "   flow: {storage for func literal} ← q:",
        "   warning: truncated explanation due to assignment cycle; see golang.org/issue/35518",
    )
    assert isinstance(path, ParameterPath)
    assert (path.parameter, path.function, path.derefs) == ("p", "F", 1)
    assert path.target == "{storage for func literal}"
    assert [(flow.source, flow.derefs, len(flow.steps)) for flow in path.flows] == [
        ("p", ADDRESS_OF, 1),
        ("q", 0, 0),
    ]
    assert path.is_truncated


def test_captures_tell_what_happens_to_the_variable() -> None:
    facts = read(
        " F capturing by ref: x (addr=true assign=false width=8)",
        " F capturing by ref: y (addr=false assign=true width=8)",
    )
    captures = [fact for fact in facts if isinstance(fact, Capture)]
    assert [(fact.variable, fact.address_taken, fact.reassigned) for fact in captures] == [
        ("x", True, False),
        ("y", False, True),
    ]


def test_a_leak_of_content_names_no_result() -> None:
    assert read(" leaking param content: p") == (
        Leak(PLACE, "p", LeakTarget.CONTENT_TO_HEAP, "", 1, 1),
    )


@pytest.mark.parametrize(
    "line",
    [
        "moved to heap: #next",
        "leaking param: p.#next",
        "leaking param content: #next",
        "#next escapes to heap",
        "#next does not escape",
        "F capturing by ref: #next (addr=true assign=true width=8)",
        "<autogenerated>:1: inlining call to g",
    ],
)
def test_what_is_in_no_file_is_discarded(line: str) -> None:
    block = parse_block(f"{line}\n".encode(), PATHS)
    assert (block.counts, block.files) == ({Form.DISCARDED: 1}, {})
    assert is_record(f"{line}\n".encode())


def test_an_explanation_without_its_record_is_no_unknown_line() -> None:
    note = "   warning: truncated explanation due to assignment cycle; see golang.org/issue/35518"
    block = parse_block(f"./p.go:3:7:{note}\n".encode(), PATHS)
    assert block.counts == {Form.EXPLANATION: 1}


def test_a_path_without_a_position_is_counted_with_its_explanation() -> None:
    text = b"<unknown line number>: x escapes to heap:\n<unknown line number>:   flow: y = x:\n"
    block = parse_block(text, PATHS)
    assert (block.counts, block.files) == ({Form.ESCAPE_PATH: 1, Form.EXPLANATION: 1}, {})


def test_the_last_line_needs_no_end() -> None:
    block = parse_block(b"./p.go:3:7: moved to heap: x", PATHS)
    assert block.files[PATH].at(3, 7) == (Moved(PLACE, "x", 1),)


def test_bytes_that_are_not_utf_8_are_read_all_the_same() -> None:
    text = b"./p.go:3:7: moved to heap: x\xff\nq\xff.go:3:7: moved to heap: x\n"
    block = parse_block(text, PATHS)
    assert block.files[PATH].at(3, 7) == (Moved(PLACE, "x\ufffd", 1),)
    assert block.files[PATH].raw_at(3, 7) == ("./p.go:3:7: moved to heap: x\ufffd",)
    assert block.unmapped == {"q\ufffd.go": 1}


def test_the_lines_of_a_discarded_block_are_counted_by_whether_we_know_them() -> None:
    text = b"./m.go:3:7: moved to heap: x\n" * 3 + b"./m.go:9:1: of the moon\n" * 2 + b"\n"
    assert discard_block(text) == {Form.DISCARDED: 4, Form.UNCLASSIFIED: 2}


def test_a_line_of_unknown_form_is_told_and_the_others_are_read() -> None:
    text = b"./p.go:3:7: moved to heap: x\n./p.go:3:7: x was sent to the moon\n"
    block = parse_block(text, PATHS)
    assert block.files[PATH].at(3, 7) == (Moved(PLACE, "x", 1),)
    assert block.counts == {Form.MOVED: 1, Form.UNCLASSIFIED: 1}


def test_late_errors_are_errors_where_the_package_is_known_to_fail() -> None:
    text = b"./p.go:3:7: moved to heap: x\n./p.go:9:1: stack frame too large\n"
    block = parse_block(text, PATHS, failed=True)
    assert block.errors == ("./p.go:9:1: stack frame too large",)
    assert block.unclassified == {}


def test_the_words_of_the_go_command_are_nobodys_facts() -> None:
    block = parse_block(b"go: downloading example.com/x v1.0.0\n\n", PATHS)
    assert block.counts == {Form.GO_COMMAND: 1, Form.BLANK: 1}


def test_places_in_no_file_are_counted() -> None:
    text = b"./p.go:3:7: moved to heap: x\ntmpl/page.qtpl:3: moved to heap: y\n" * 2
    assert parse_block(text, PATHS).unmapped == {"tmpl/page.qtpl": 2}


def test_blanks_of_other_scripts_are_no_blanks() -> None:
    assert read(" leaking param: p\u00a0q") == (Leak(PLACE, "p\u00a0q", LeakTarget.HEAP, "", 0, 1),)


def test_windows_names_hold_a_colon() -> None:
    text = rb"C:\w\p.go:3:7: moved to heap: x" + b"\n"
    assert parse_block(text, PATHS).unmapped == {r"C:\w\p.go": 1}
