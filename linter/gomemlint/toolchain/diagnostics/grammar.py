"""The grammar of the compiler's `-m=2` output, Go 1.21 to 1.27.

One pattern per form, used twice: `MESSAGES` reads a single message into named groups, and
`RECORD`, in which all of them stand, runs over a whole block and leaves out no line. Order
matters: the first form that fits is the line's form. `.` never matches a line end.
"""

from __future__ import annotations

import re

from gomemlint.model.facts import Form, Reason

REASONS = "|".join(re.escape(reason.value) for reason in Reason)

NOT_INLINABLE = "|".join(
    (
        r"function too complex: cost \d+ exceeds budget \d+",
        r"too expensive",
        r"marked (?:as having|go:).*",
        r"no function body",
        r"no name",
        r"call to .*",
        r"unhandled op .*",
        r"defer call in range func",
        r"not inlining functions with closures",
        r"recursive",
        r"type eq/hash function",
    )
)

PINNED = "|".join(
    (
        r".* will be kept alive",
        r"expr is unknown to bloop pass",
        r"unrecognized shape for assign list stmt for blank assignment",
    )
)

PATTERNS: tuple[tuple[Form, str], ...] = (
    (Form.MOVED, r"moved to heap: (?P<variable>.*)"),
    (
        Form.LEAK_TO_RESULT,
        r"leaking param: (?P<parameter>.*) to result (?P<result>\S+) level=(?P<level>\d+)",
    ),
    (Form.LEAK_OF_CONTENT, r"leaking param content: (?P<parameter>\S+)"),
    (Form.LEAK, r"leaking param: (?P<parameter>\S+)"),
    (Form.INLINING_CALL, r"inlining call to (?P<callee>.*)"),
    (
        Form.CAN_INLINE,
        r"can inline (?P<function>.*?) with cost (?P<cost>\d+) as: (?P<body>.* \})",
    ),
    (
        Form.INLINING_CYCLE,
        r"cannot inline (?P<callee>.*) into (?P<caller>.*): repeated recursive cycle",
    ),
    (Form.CANNOT_INLINE, rf"cannot inline (?P<function>.*?): (?P<reason>{NOT_INLINABLE})"),
    (
        Form.BIG_FUNCTION,
        r"(?P<note>function .* considered 'big'; reducing max cost of inlinees)",
    ),
    (Form.DEAD_CLOSURE, r"(?P<note>unreferenced closure .* marked as dead)"),
    (
        Form.DEVIRTUALIZING,
        r"(?P<kind>(?:partially )?devirtualizing) (?P<call>.*) to (?P<target>.*)"
        r"|(?P<refused>cannot devirtualize) (?P<refused_call>.*): (?P<shape>shaped .*)"
        r"|(?P<profiled>PGO devirtualizing) (?:interface call |function call )?"
        r"(?P<profiled_call>.*) to (?P<profiled_target>.*)"
        r"|(?P<spared>should not PGO devirtualize) (?P<spared_call>.*?): (?P<why>.*)",
    ),
    (Form.ZERO_COPY, r"zero-copy string->\[\]byte conversion"),
    (Form.BOUNDS_CHECK, r"index bounds check elided"),
    (Form.IMPRECISE_CALL, r"(?P<note>imprecise interface call)"),
    (
        Form.UINTPTR,
        r"assuming (?P<assumed>\S+) is unsafe uintptr"
        r"|marking (?P<marked>\S+) as escaping (?:\.\.\.)?uintptr",
    ),
    (Form.BENCHMARK_LOOP, r"(?P<note>skip inlining within testing\.B\.loop for .*)"),
    (
        Form.PARAMETER_PATH,
        r"parameter (?P<parameter>\S+) leaks to (?P<target>\{.*\}|\S+)(?: for (?P<function>.*))?"
        r" with derefs=(?P<derefs>\d+):",
    ),
    (Form.ESCAPE_PATH, r"(?P<expression>.*) escapes to heap(?: in (?P<function>.*))?:"),
    (Form.APPEND, r"append (?:escapes to heap|does not escape)"),
    (Form.ESCAPES, r"(?P<expression>.*) escapes to heap"),
    (Form.DOES_NOT_ESCAPE, r"(?P<expression>.*) does not escape"),
    (
        Form.CAPTURE,
        r"(?P<function>.*) capturing by (?P<how>ref|value): (?P<variable>.*)"
        r" \(addr=(?P<address>true|false) assign=(?P<assigned>true|false) width=(?P<width>\d+)\)",
    ),
    (Form.KEPT_ALIVE, rf"(?P<note>{PINNED})"),
    (
        Form.SELF_ASSIGNMENT,
        r"(?P<function>.*) ignoring self-assignment in (?P<statement>.*)",
    ),
)
EXPLAINED = frozenset({Form.PARAMETER_PATH, Form.ESCAPE_PATH})

TRUNCATED_NOTE = "truncated explanation due to assignment cycle; see golang.org/issue/35518"
TRUNCATED = rf"   warning: {re.escape(TRUNCATED_NOTE)}"
FLOW_LINE = r"   flow: (?P<destination>.*) (?:=|←) (?P<operator>&|\**)(?P<source>.*):"
FROM_LINE = rf"     from (?P<node>.*) \((?P<reason>{REASONS})\) at (?P<place>.*)"

NAME = r"(?:[A-Za-z]:(?=[\\/]))?[^:\n]++"
UNPLACED = "<unknown line number>"
PREFIX = rf"{NAME}:\d++(?::\d++)?:"
# The state of a range-over-func loop has no position (cmd/compile/internal/rangefunc/rewrite.go).
SYNTHETIC = r"(?:\w+\.)?#\w+"
BARE = (
    rf"(?:(?:moved to heap|leaking param(?: content)?): {SYNTHETIC}"
    rf"|{SYNTHETIC} (?:escapes to heap|does not escape)"
    rf"|.* capturing by (?:ref|value): {SYNTHETIC} \(addr=\w+ assign=\w+ width=\d+\))\n"
)

NAMED = re.compile(r"\(\?P<\w+>")


def unnamed(pattern: str) -> str:
    """Make a pattern's groups anonymous and uncaptured, so that it can stand in a larger one."""
    return NAMED.sub("(?:", pattern)


LINE_END = r"\n"
EXPLANATIONS = rf"\n(?:{PREFIX}(?:{unnamed(FROM_LINE)}|{unnamed(FLOW_LINE)}|{TRUNCATED})\n)*+"


def alternatives() -> str:
    """Alternate the forms, each with its lines to the end and an empty group that tells which.

    The group stands last because `re` skips a branch by its first literal only if that comes first.
    """
    return "|".join(
        f"(?:{unnamed(pattern)}){EXPLANATIONS if form in EXPLAINED else LINE_END}()"
        for form, pattern in PATTERNS
    )


# A record is one line, or a long record with the flow and from lines below it. The last branch
# takes any line, so that matches stand end to end and nothing is skipped.
RECORD = re.compile(
    (
        rf"(?:({NAME}):(\d{{1,7}}+)(?::(\d{{1,6}}+))?|{UNPLACED}):"
        rf"(?: (?:{alternatives()})"
        rf"|(?:{unnamed(FROM_LINE)}|{unnamed(FLOW_LINE)}|{TRUNCATED})\n())"
        rf"|{BARE}()"
        r"|[^\n]*\n()"
    ).encode()
)
# Which form the last group of a match of `RECORD` stands for; the first three are its position.
FORM_OF_GROUP: tuple[Form, ...] = (
    *(Form.UNCLASSIFIED,) * 4,
    *(form for form, _ in PATTERNS),
    Form.EXPLANATION,
    Form.DISCARDED,
    Form.UNCLASSIFIED,
)

MESSAGES: dict[Form, re.Pattern[str]] = {
    form: re.compile(pattern, re.ASCII) for form, pattern in PATTERNS
}
FLOW = re.compile(PREFIX + FLOW_LINE, re.ASCII)
FROM = re.compile(PREFIX + FROM_LINE, re.ASCII)
POSITION = re.compile(rf"({NAME}):(\d{{1,7}}+)(?::(\d{{1,6}}+))?", re.ASCII)
PREFIXED = re.compile(rf"({NAME}:\d+(?::\d+)?):", re.ASCII)

# No Go source holds this byte: it stands for a line end inside a raw string.
RAW_LINE_END = b"\0"


def is_record(line: bytes) -> bool:
    """Tell whether a line has a known form."""
    found = RECORD.match(line)
    return bool(found and found.lastindex and found.lastindex < len(FORM_OF_GROUP) - 1)
