"""Which types satisfy well-known interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomemlint.model.gotypes import Interface, Named, interfaces_of

if TYPE_CHECKING:
    from tests.toolchain.gotypes.conftest import Inspect


def test_well_known_interfaces_are_known_without_their_packages(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

type buffer struct{ data []byte }

func (b *buffer) Write(p []uint8) (n int, err error) { return len(p), nil }
func (b *buffer) WriteString(string) (int, error)     { return 0, nil }
func (b buffer) String() string                       { return "" }

type failure struct{ *buffer }

func (failure) Error() string { return "" }

type heap []any

func (h heap) Len() int           { return len(h) }
func (h heap) Less(i, j int) bool { return false }
func (h heap) Swap(i, j int)      {}
func (h *heap) Push(x any)        {}
func (h *heap) Pop() any          { return nil }

type wrong struct{}

func (wrong) Write(p string) (int, error) { return 0, nil }

var (
	b buffer
	f failure
	h heap
	w wrong
	l interface {
		Lock()
		Unlock()
	}
	e error
	p *buffer
)
"""
        }
    ).source("a.go")

    def named(name: str) -> Named:
        found = a.type(name, f"\t{name} {name}" if name != "e" else "e error")
        assert isinstance(found, Named)
        return found

    assert named("b").implements == ("fmt.Stringer",)
    assert named("b").pointer_implements == ("fmt.Stringer", "io.Writer", "io.StringWriter")
    assert named("b").methods == ("String", "Write", "WriteString")
    assert named("b").value_methods == ("String",)
    assert "error" in named("f").implements
    assert "io.Writer" in named("f").implements
    assert named("h").implements == ("sort.Interface",)
    assert named("h").pointer_implements == ("sort.Interface", "heap.Interface")
    assert named("w").pointer_implements == ()
    locker = a.type("l", "\tl interface")
    assert isinstance(locker, Interface)
    assert locker.implements == ("sync.Locker",)
    assert a.type("e", "e error").spelling == "error"
    assert interfaces_of(a.type("p", "p *buffer")) == named("b").pointer_implements
    assert interfaces_of(a.type("int", "Len() int")) == ()


def test_types_of_interfaces_with_named_parameters_are_compared_by_path(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

import (
	"fmt"
	"io"
)

type t struct{}

func (t) Format(f fmt.State, verb rune)               {}
func (t) WriteTo(w io.Writer) (int64, error)          { return 0, nil }
func (t) ReadFrom(r interface{ Read([]byte) }) (int64, error) { return 0, nil }

var v t
"""
        }
    ).source("a.go")
    found = a.type("v", "v t\n")
    assert isinstance(found, Named)
    assert found.implements == ("fmt.Formatter", "io.WriterTo")
