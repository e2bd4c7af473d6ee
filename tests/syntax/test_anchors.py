"""Columns that the real compiler prints lead to the nodes that it means, and back."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from gomemlint.syntax.anchors import (
    Anchored,
    Role,
    anchor,
    call_at,
    conversion_at,
    escape_at,
    expression_at,
    function_at,
    moved_at,
    variable_at,
)
from gomemlint.syntax.functions import function_name
from gomemlint.syntax.nodes import text
from gomemlint.syntax.parsing import SyntaxTree, parse
from gomemlint.syntax.positions import LineIndex
from tests.syntax.conftest import GoCommand

PROBES = Path(__file__).parent / "probes"
RECORD = re.compile(r"\./probe\.go:(\d+):(\d+): (\S.*[^:])")
ESCAPE = re.compile(r"(.*) (?:escapes to heap|does not escape)")
VARIABLE = re.compile(
    r"(?:moved to heap: |leaking param(?: content)?: |.* capturing by \w+: )(\S+).*"
)
WANT = re.compile(r"(\w+) `([^`]*)")

Places = Mapping[int, set[tuple[str, str]]]


@dataclass(frozen=True)
class Probe:
    """A probe file, and the records (offset, message) that the compiler printed about it."""

    tree: SyntaxTree
    index: LineIndex
    records: tuple[tuple[int, str], ...]


def compiled(go: GoCommand, name: str, language: str, folder: Path) -> Probe:
    shutil.copy(PROBES / name, folder / "probe.go")
    (folder / "go.mod").write_text(f"module probe\n\ngo {language}\n")
    command = [go.path, "build", "-gcflags=-m -m", "."]
    built = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr[:2000]
    source = (folder / "probe.go").read_bytes()
    index = LineIndex(source)
    records: list[tuple[int, str]] = []
    for line in built.stderr.splitlines():
        if (record := RECORD.fullmatch(line)) is None or record[3].startswith(" "):
            continue
        offset = index.offset(int(record[1]), int(record[2]))
        assert offset is not None, line
        records.append((offset, record[3]))
    return Probe(parse(source), index, tuple(dict.fromkeys(records)))


@pytest.fixture(scope="module")
def constructs(go: GoCommand, tmp_path_factory: pytest.TempPathFactory) -> Probe:
    return compiled(go, "constructs.go", "1.21", tmp_path_factory.mktemp("constructs"))


@pytest.fixture(scope="module")
def newer(go: GoCommand, tmp_path_factory: pytest.TempPathFactory) -> Probe:
    if go.release < (1, 27):
        pytest.skip("methods with type parameters need Go 1.27")
    return compiled(go, "newer.go", "1.27", tmp_path_factory.mktemp("newer"))


def wanted(name: str, go: GoCommand) -> Places:
    lines = (PROBES / name).read_text().splitlines()
    wants: dict[int, set[tuple[str, str]]] = {}
    for number, line in enumerate(lines, 1):
        listed = {(role, spelled) for role, spelled in WANT.findall(line.partition("// want ")[2])}
        # Appends have records of their own since Go 1.25.
        kept = {want for want in listed if want[0] != "append" or go.release >= (1, 25)}
        if kept:
            wants[number] = kept
    return wants


def anchored(probe: Probe) -> Iterator[tuple[int, str, Anchored]]:
    """Yield the records of escape analysis with what they speak of."""
    for offset, message in probe.records:
        escape, variable = ESCAPE.fullmatch(message), VARIABLE.fullmatch(message)
        found: Anchored | None
        if escape is not None:
            found = escape_at(probe.tree, offset, escape[1])
            assert found is not None, message
        elif message.startswith("moved to heap"):
            found = moved_at(probe.tree, offset)
            assert found is not None, message
        elif variable is not None:
            name = variable_at(probe.tree, offset)
            # Temporaries of the compiler and variables of inlined callees are declared elsewhere.
            found = None if name is None else Anchored(name, Role.VARIABLE)
        else:
            continue
        if found is not None:
            yield offset, message, found


def places(probe: Probe) -> Places:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for offset, _, what in anchored(probe):
        spelled = text(what.node).splitlines()[0].partition(" // want")[0]
        shown = "synthetic" if what.role is Role.SYNTHETIC else spelled
        found[probe.index.position(offset).line].add((what.role.value, shown))
    return found


def test_every_record_speaks_of_the_wanted_node(go: GoCommand, constructs: Probe) -> None:
    assert places(constructs) == wanted("constructs.go", go)


def test_records_about_newer_syntax_speak_of_the_wanted_node(go: GoCommand, newer: Probe) -> None:
    assert places(newer) == wanted("newer.go", go)


def test_every_node_has_the_anchor_that_the_compiler_printed(constructs: Probe) -> None:
    roles = {Role.VALUE, Role.ARGUMENTS, Role.APPEND, Role.CALLEE}
    for offset, message, found in anchored(constructs):
        if found.role in roles:
            assert anchor(found.node) == offset, message


def test_variables_are_found_by_the_name_in_the_record(constructs: Probe) -> None:
    seen = 0
    for offset, message in constructs.records:
        record = VARIABLE.fullmatch(message)
        name = None if record is None else variable_at(constructs.tree, offset)
        if record is not None and name is not None:
            assert text(name) == record[1]
            seen += 1
    assert seen > 25


def test_inlined_calls_are_found_by_their_parenthesis(constructs: Probe) -> None:
    inlined = [record for record in constructs.records if record[1].startswith("inlining call")]
    called = {text(call) for offset, _ in inlined if (call := call_at(constructs.tree, offset))}
    assert {"add(x, 1)", "g.put(x)"} <= called


def test_functions_are_found_and_named_as_the_compiler_does(constructs: Probe) -> None:
    names: dict[str, str] = {}
    for offset, message in constructs.records:
        named = re.match(r"can(?:not)? inline (\S+?)(?: with cost|: )", message)
        function = None if named is None else function_at(constructs.tree, offset)
        if named is not None and function is not None:
            names[re.sub(r"\[.*\]", "[...]", named[1])] = function_name(function)
    assert {"(*T).get", "T.value", "(*box[...]).put", "closures.func2"} <= set(names)
    assert all(printed == ours for printed, ours in names.items())


def test_zero_copies_are_found_at_their_operand(go: GoCommand, constructs: Probe) -> None:
    if go.release < (1, 22):
        pytest.skip("zero-copy conversions need Go 1.22")
    zero = [offset for offset, message in constructs.records if message.startswith("zero-copy")]
    found = [conversion_at(constructs.tree, offset) for offset in zero]
    assert [text(node) for node in found if node is not None] == ["[]byte(s)"]


@pytest.mark.parametrize(
    ("before", "spelled"),
    [
        ("a + b + ", "a + b + c"),
        ("f", "f(a)"),
        ("f[int]", "f[int](a, b)"),
        ("f[int]", "f[int](a)"),
        ("f[int, string]", "f[int, string](a)"),
        ("fs[i+1]", "fs[i+1](a)"),
        ("x.y", "x.y.z"),
        ("x.(T)", "x.(T).y"),
        ("x", "x.(T)"),
        ("xs", "xs[1:2:3]"),
        ("pkg.T", "pkg.T{1}"),
        ("", "&T{1}"),
        ("", "(x)"),
        ("", "-x"),
        ("", "<-c"),
        ("", "func() {}"),
        ('"é😀" ', '"é😀" + x'),
        ("x.\n\t\ty", "x.\n\t\ty(1)"),
    ],
)
def test_an_expression_stands_at_its_anchor(before: str, spelled: str) -> None:
    source = f"package p\n\nvar v = {spelled}\n".encode()
    tree = parse(source)
    shift = len(before.encode().rstrip()) if before.endswith("z") else len(before.encode())
    offset = source.index(b"= ") + 2 + shift
    if spelled == "a + b + c":
        offset = source.rindex(b"+")
    found = expression_at(tree, offset)
    assert found is not None
    assert (text(found), anchor(found)) == (spelled, offset)


def test_a_column_without_an_expression_has_none() -> None:
    tree = parse(b"package p\n\nvar v = a.b // words\n")
    for offset in (0, 11, 17, 21, 25, 10_000, -1):
        assert expression_at(tree, offset) is None
    assert escape_at(tree, 25, "a") is None
    assert moved_at(tree, 25) is None
