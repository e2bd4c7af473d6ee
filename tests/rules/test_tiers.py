"""What is part of the default run, and what only `--strict` tells."""

from __future__ import annotations

from pathlib import Path

from tests.rules.lint import lint

POOL = """package {package}

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{{New: func() any {{ return new(bytes.Buffer) }}}}

func {name}(r io.Reader) error {{
	b := buffers.Get().(*bytes.Buffer)
	if _, err := b.ReadFrom(r); err != nil {{
		return err
	}}
	b.Reset()
	buffers.Put(b)
	return nil
}}
"""
ONCE = """
func main() {
	if err := load(nil); err != nil {
		panic(err)
	}
}
"""
SERVED = """
func main() {
	panic(http.ListenAndServe("", http.HandlerFunc(serve)))
}

func serve(w http.ResponseWriter, r *http.Request) {
	if err := load(r.Body); err != nil {
		w.WriteHeader(http.StatusBadRequest)
	}
}
"""


def _losses(module: Path, text: str, *options: str) -> list[str]:
    module.mkdir(exist_ok=True)
    (module / "go.mod").write_text("module example.com/tiers\n\ngo 1.21\n")
    (module / "tiers.go").write_text(text)
    codes = (finding.code for finding in lint(module, *options).findings)
    return [code for code in codes if code == "GML305"]


def test_an_error_at_start_loses_an_object_once(tmp_path: Path) -> None:
    text = POOL.format(package="main", name="load") + ONCE
    assert _losses(tmp_path, text) == []
    assert _losses(tmp_path, text, "--strict") == ["GML305"]


def test_a_client_decides_how_often_a_request_fails(tmp_path: Path) -> None:
    text = POOL.format(package="main", name="load") + SERVED
    assert _losses(tmp_path, text.replace('"io"', '"io"\n\t"net/http"')) == ["GML305"]


def test_who_calls_a_library_and_how_often_is_unknown(tmp_path: Path) -> None:
    text = POOL.format(package="tiers", name="load")
    helper = "\nfunc Load(r io.Reader) error { return load(r) }\n"
    assert _losses(tmp_path, text) == []
    assert _losses(tmp_path, text + helper) == ["GML305"]


def test_data_far_from_the_request_are_those_of_the_program(tmp_path: Path) -> None:
    text = POOL.format(package="main", name="unpack") + SERVED
    near = "\nfunc load(r io.Reader) error { return read(r) }\n"
    far = "\nfunc read(r io.Reader) error { return parse(r) }\n"
    further = "\nfunc parse(r io.Reader) error { return unpack(r) }\n"
    text = text.replace('"io"', '"io"\n\t"net/http"')
    assert _losses(tmp_path, text + near.replace("read(", "unpack(")) == ["GML305"]
    assert _losses(tmp_path, text + near + far + further) == []
