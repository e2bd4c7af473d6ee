"""Constants and places are exact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomemlint.model.gotypes import Declaration, Mode, Unknown

if TYPE_CHECKING:
    from tests.toolchain.gotypes.conftest import Inspect


def test_constants_are_exact(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

const (
	zero = iota
	one
)

const (
	text  = "a" + "b\\xff"
	truth = 1 < 2
	third = 1.0 / 4
	huge  = 1 << 100
)

var size = make([]byte, 4<<10)

func f() { println(one, text) }
"""
        }
    ).source("a.go")
    assert a.constant("one", "println(one") == "1"
    assert a.types.value_of(a.object("one", "println(one")) == "1"
    assert a.constant("text", "text)") == "ab\udcff"
    assert a.constant('"a" + "b\\xff"') == "ab\udcff"
    assert a.constant("1 < 2") == "true"
    assert a.constant("1.0 / 4") == "1/4"
    assert a.constant("1 << 100") == str(1 << 100)
    assert a.constant("4<<10") == "4096"
    assert isinstance(a.constant("make([]byte, 4<<10)"), Unknown)
    assert a.mode("4<<10") is Mode.CONSTANT


def test_a_long_constant_concatenation_is_written_once(inspect: Inspect) -> None:
    parts = " +\n\t".join(f'"{"x" * 1000}"' for _ in range(300))
    inspected = inspect({"a.go": f"package m\n\nconst long = {parts}\n"})
    a = inspected.source("a.go")
    value = a.types.value_of(a.object("long"))
    assert not isinstance(value, Unknown)
    assert len(value) == 300_000
    assert inspected.checked.files["example.org/m"].stat().st_size < 600_000


def test_offsets_are_those_of_the_file_on_disk(inspect: Inspect) -> None:
    inspected = inspect(
        {
            "bom.go": "\ufeffpackage m\n\nvar é, first = 1, 2\n",
            "crlf.go": "package m\r\n\r\n"
            "var raw = `a\r\nb\r\n` + `c\r\n`\r\n\r\nvar second = 3\r\n",
            "line.go": "package m\n\n//line other.go:100\nvar third = 4\n",
        }
    )
    bom, crlf = inspected.source("bom.go"), inspected.source("crlf.go")
    assert bom.object("first").key == "example.org/m.first"
    assert bom.object("é").declaration == Declaration(bom.path, 3, 3 + 11 + 4)
    assert crlf.constant("`a\r\nb\r\n` + `c\r\n`") == "a\nb\nc\n"
    assert crlf.spelling("`c\r\n`") == "untyped string"
    assert crlf.spelling("second") == "int"
    line = inspected.source("line.go")
    assert line.object("third").declaration == Declaration(line.path, 4, line.offset("third"))
