"""What functions of other modules do with memory, as the compiler tells of their callers."""

from __future__ import annotations

from pathlib import Path

from tests.rules.lint import lint

USER = """package sending

import (
	"io"
	"sync"

	"example.org/packing"
)

var rooms = sync.Pool{New: func() any { return new([]byte) }}

func packed(room *[]byte, text []byte) (all []byte, err error) {
	if cap(*room) < 2*len(text) {
		*room = make([]byte, 2*len(text))
	}
	all = packing.Pack(*room, text)
	return all, nil
}

func Send(w io.Writer, text []byte) error {
	room := rooms.Get().(*[]byte)
	all, err := packed(room, text)
	rooms.Put(room)
	if err != nil {
		return err
	}
	_, err = w.Write(all)
	return err
}
"""
PACKING = """package packing

func Pack(room, text []byte) []byte {
	return append(room[:0], text...)
}
"""


def _uses_after_put(folder: Path, packing: str) -> list[int]:
    for name, text in {"sending/user.go": USER, "packing/packing.go": packing}.items():
        path = folder / name
        path.parent.mkdir()
        path.write_text(text)
    (folder / "packing" / "go.mod").write_text("module example.org/packing\n\ngo 1.21\n")
    (folder / "sending" / "go.mod").write_text(
        "module example.org/sending\n\ngo 1.21\n\nrequire example.org/packing v0.0.0\n\n"
        "replace example.org/packing => ../packing\n"
    )
    linted = lint(folder / "sending")
    assert linted.gaps == ()
    return [finding.line for finding in linted.findings if finding.code == "GML303"]


def test_what_another_module_gives_back_of_its_argument_is_memory_of_the_pool(
    tmp_path: Path,
) -> None:
    assert _uses_after_put(tmp_path, PACKING) == [27]


def test_what_another_module_copies_is_not(tmp_path: Path) -> None:
    packing = PACKING.replace("append(room[:0], text...)", "append([]byte(nil), text...)")
    assert _uses_after_put(tmp_path, packing) == []
