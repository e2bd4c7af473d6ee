"""Packages that do not compile, need C, or are compiled for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gomemlint.model.gotypes import Unknown
from gomemlint.toolchain.requests import Tests

if TYPE_CHECKING:
    from tests.toolchain.gotypes.conftest import Inspect


def test_a_file_with_cgo_is_checked_without_a_c_compiler(inspect: Inspect) -> None:
    inspected = inspect(
        {
            "plain/plain.go": "package plain\n\nfunc F() int { return 1 }\n",
            "native/native.go": """package native

// #include <stdlib.h>
import "C"

import (
	"unsafe"

	"example.org/m/plain"
)

func free(p unsafe.Pointer) int {
	C.free(p)
	return plain.F()
}
""",
        }
    )
    if "example.org/m/native" not in inspected.checked.files:
        pytest.skip("cgo is off, so the package has no files")
    a = inspected.source("native/native.go", "example.org/m/native")
    assert a.object("F", "plain.F").key == "example.org/m/plain.F"
    assert a.spelling("p", "p unsafe") == "unsafe.Pointer"


def test_type_errors_leave_the_rest_of_the_package_known(inspect: Inspect) -> None:
    inspected = inspect(
        {
            "a.go": """package m

import "example.org/m/none"

type cycle [2]cycle

func broken() int {
	x := none.Value
	y := []string{"a"}
	return y + undefined
}
""",
            "b/b.go": 'package b\n\nimport "example.org/m"\n\nvar _ = m.Nothing\n\nvar N = 1\n',
        }
    )
    a = inspected.source("a.go")
    assert a.spelling("y", "y :=") == "[]string"
    assert isinstance(a.types.type_at(*a.span("undefined")), Unknown)
    assert isinstance(a.types.type_at(*a.span("x", "x :=")), Unknown)
    assert "undefined: undefined" in "\n".join(inspected.checked.errors["example.org/m"])
    # The driver says that the package is broken; a second notice would say nothing new.
    assert inspected.checked.notices == ()
    assert inspected.source("b/b.go", "example.org/m/b").spelling("N", "N = ") == "int"


def test_instances_without_end_come_to_an_end(inspect: Inspect) -> None:
    inspected = inspect(
        {
            "a.go": """package m

type T[P any] struct {
	next *T[[]P]
	both *T[struct{ a, b P }]
}

var v T[int]

type ring [2]ring

var r struct{ ring }
"""
        }
    )
    a = inspected.source("a.go")
    assert a.spelling("v", "v T") == "m.T[int]"
    assert a.type("r", "r struct").size is None


def test_a_syntax_error_spoils_no_other_file(inspect: Inspect) -> None:
    inspected = inspect(
        {"a.go": "package m\n\nfunc good() int { return 42 }\n", "b.go": "package m\n\nfunc {\n"}
    )
    assert inspected.source("a.go").constant("42") == "42"


def test_test_variants_see_the_package_with_its_test_files(inspect: Inspect) -> None:
    inspected = inspect(
        {
            "a.go": "package m\n\ntype T struct{ field int }\n\nfunc New() *T { return &T{} }\n",
            "a_test.go": "package m\n\nfunc (t *T) Inside() int { return t.field }\n",
            "out_test.go": """package m_test

import (
	"example.org/m"
	"example.org/m/user"
)

var inside = m.New().Inside()

var same *m.T = user.Value()
""",
            "user/user.go": """package user

import "example.org/m"

func Value() *m.T { return m.New() }
""",
        },
        tests=Tests.INCLUDED,
    )
    assert inspected.checked.errors == {}
    own = inspected.source("a_test.go", "example.org/m [example.org/m.test]")
    assert own.object("field").key == "example.org/m.T.field"
    external = inspected.source("out_test.go", "example.org/m_test [example.org/m.test]")
    assert external.object("Inside").key == "example.org/m.(T).Inside"
    assert external.types.path == "example.org/m_test"
    assert external.spelling("inside", "var inside") == "int"
    assert external.object("Value").key == "example.org/m/user.Value"
