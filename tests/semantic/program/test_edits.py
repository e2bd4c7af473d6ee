"""Edits bring the import that they need, and take the one that they leave over."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gomemlint.model.findings import Edit
from gomemlint.semantic.program.edits import called, cloned, line_before, replaced, with_imports
from tests.semantic.gomodule import GoModule, Load

BODY = """
func first(list []string, line string) string {
	line = list[0]
	return line
}
"""
BLOCK = 'import (\n\t"fmt"\n\t"unicode" // for letters\n\n\t"example.com/m/lib"\n)\n'
USES = "\nvar _ = fmt.Sprint(unicode.MaxRune, lib.N)\n"
LIB = {"lib/lib.go": "package lib\n\nconst N = 1\n"}


def mended(module: GoModule, edits: Sequence[Edit]) -> str:
    source = module.node("list[0]").file.source
    for edit in sorted(edits, key=lambda each: each.span, reverse=True):
        start, end = edit.span.start.offset, edit.span.end.offset
        source = source[:start] + edit.text.encode() + source[end:]
    return source.decode()


def clone(load_module: Load, imports: str = "", more: str = "") -> str:
    module = load_module({"m.go": f"package m\n\n{imports}{BODY}{more}", **LIB})
    site = module.node("list[0]")
    edits = cloned(site.file, site.node)
    return mended(module, edits) if edits else ""


@pytest.mark.parametrize(
    ("imports", "more", "expected"),
    [
        ("", "", 'package m\n\nimport "strings"\n'),
        ('import "fmt"\n', "\nvar _ = fmt.Sprint()\n", '"fmt"\nimport "strings"\n'),
        (
            'import "unicode"\n',
            "\nvar _ = unicode.MaxRune\n",
            'import "unicode"\nimport "strings"\n',
        ),
        (BLOCK, USES, '\t"fmt"\n\t"strings"\n\t"unicode" // for letters\n\n'),
        (
            'import (\n\t"unicode"\n)\n',
            "\nvar _ = unicode.MaxRune\n",
            '(\n\t"strings"\n\t"unicode"\n)',
        ),
    ],
)
def test_what_is_missing_is_imported(
    load_module: Load, imports: str, more: str, expected: str
) -> None:
    found = clone(load_module, imports, more)
    assert expected in found
    assert "line = strings.Clone(list[0])" in found


def test_a_package_goes_by_the_name_that_the_file_gives_it(load_module: Load) -> None:
    found = clone(load_module, 'import text "strings"\n', '\nvar _ = text.ToUpper("a")\n')
    assert "line = text.Clone(list[0])" in found
    assert found.count("import") == 1


@pytest.mark.parametrize(
    "more",
    [
        "\nvar strings []string\n",
        "\nfunc f(strings int) int { return strings }\n",
        "\ntype strings struct{}\n",
    ],
)
def test_nothing_is_edited_where_the_name_means_something_else(
    load_module: Load, more: str
) -> None:
    assert clone(load_module, "", more) == ""


def test_a_name_of_another_file_is_taken_as_well(load_module: Load) -> None:
    module = load_module(
        {"m.go": f"package m\n{BODY}", "other.go": "package m\n\nvar strings int\n"}
    )
    assert called(module.node("list[0]").file, "strings") is None


REPLACED = """
import (
	"fmt"
	"strings"
)

var _ = fmt.Sprint()

func has(b []byte) bool { return strings.Contains(string(b), "x") }
"""


def test_an_import_that_is_left_over_is_removed(load_module: Load) -> None:
    module = load_module({"m.go": f"package m\n{REPLACED}"})
    site = module.node('strings.Contains(string(b), "x")')
    whole = replaced(site.file, site.node, 'bytes.Contains(b, []byte("x"))')
    source = site.file.source
    for edit in sorted(with_imports(site.file, [whole], "bytes"), key=lambda e: e.span)[::-1]:
        start, end = edit.span.start.offset, edit.span.end.offset
        source = source[:start] + edit.text.encode() + source[end:]
    assert b'(\n\t"bytes"\n\t"fmt"\n)' in source


def test_an_import_that_is_used_elsewhere_stays(load_module: Load) -> None:
    more = "\nfunc up(s string) string { return strings.ToUpper(s) }\n"
    module = load_module({"m.go": f"package m\n{REPLACED}{more}"})
    site = module.node('strings.Contains(string(b), "x")')
    whole = replaced(site.file, site.node, "true")
    assert with_imports(site.file, [whole]) == (whole,)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("\n\tprintln(list[0])\n", "\n\tclear(list)\n\tprintln(list[0])\n"),
        (" println(list[0]) ", " clear(list); println(list[0]) "),
    ],
)
def test_a_line_goes_before_a_statement_where_it_stands(
    load_module: Load, body: str, expected: str
) -> None:
    module = load_module({"m.go": f"package m\n\nfunc f(list []string) {{{body}}}\n"})
    site = module.node("println(list[0])")
    assert site.node.parent is not None
    edits = [line_before(site.file, site.node.parent, "clear(list)")]
    assert expected in mended(module, edits)
