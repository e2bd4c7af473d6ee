"""The edits of findings: they compile, and what they mend is not found again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import msgspec
import pytest

from gomemlint.toolchain.discovery import find_go
from tests.e2e.running import Range, run
from tests.rules.lint import release_of
from tests.rules.modules import FIXTURES, MODULES, needed

UNUSED = re.compile(r"^(?:vet: )?(?P<path>[^\s:]+\.go):(?P<line>\d+):\d+: .* and not used$")
MENDED = (
    *("GML103", "GML104", "GML105", "GML106", "GML110", "GML111"),
    *("GML201", "GML202", "GML203", "GML204", "GML205", "GML206"),
    *("GML301", "GML304", "GML305", "GML306", "GML307", "GML309"),
    *("GML501", "GML502", "GML503", "GML507"),
)
WITH_EDITS = [name for name in MODULES if name.split("_")[0].upper() in MENDED]
# Several fixes together can leave an import that none of them leaves alone.
ROUNDS = 20


class Edit(msgspec.Struct, frozen=True):
    path: str
    span: Range
    text: str


class Fix(msgspec.Struct, frozen=True):
    edits: tuple[Edit, ...] = ()


class Finding(msgspec.Struct, frozen=True):
    code: str
    path: str
    span: Range
    fix: Fix | None = None


class Report(msgspec.Struct, frozen=True):
    findings: tuple[Finding, ...]


def _mendable(module: Path, code: str) -> list[Fix]:
    ran = run(module, "check", "--select", code, "--output-format", "json", "--no-cache", "./...")
    found = msgspec.json.decode(ran.out, type=Report).findings
    return [each.fix for each in found if each.fix is not None and each.fix.edits]


def _apply(module: Path, fixes: list[Fix]) -> None:
    texts: defaultdict[str, set[tuple[int, int, str]]] = defaultdict(set)
    for edit in (edit for fix in fixes for edit in fix.edits):
        start, end = edit.span.start.offset, edit.span.end.offset
        texts[edit.path].add((start, end, edit.text))
    for path, edits in texts.items():
        source = (module / path).read_bytes()
        for start, end, text in sorted(edits, reverse=True):
            source = source[:start] + text.encode() + source[end:]
        (module / path).write_bytes(source)


def _compile(module: Path) -> str:
    """Compile with its tests, and take out the imports that only fixes together leave over."""
    command = [str(find_go("", os.environ)), "vet", "-copylocks=false", "-loopclosure=false"]
    for _ in range(ROUNDS):
        done = subprocess.run(
            [*command, "-printf=false", "./..."],
            cwd=module,
            capture_output=True,
            text=True,
            check=False,
        )
        unused = [found for line in done.stderr.splitlines() if (found := UNUSED.match(line))]
        if not unused:
            return done.stderr if done.returncode else ""
        for found in unused:
            path = module / found["path"]
            lines = path.read_text(encoding="utf-8").split("\n")
            lines[int(found["line"]) - 1] = ""
            path.write_text("\n".join(lines), encoding="utf-8")
    return "imports are left over without end"


@pytest.mark.parametrize("name", WITH_EDITS)
def test_edits_compile_and_mend(name: str, tmp_path: Path) -> None:
    major, minor = needed(name)
    if release_of() < (major, minor):
        pytest.skip(f"its go.mod needs Go {major}.{minor}")
    module, code = tmp_path / name, name.split("_")[0].upper()
    shutil.copytree(FIXTURES / name, module)
    fixes = _mendable(module, code)
    assert fixes
    _apply(module, fixes)
    assert _compile(module) == ""
    assert len(_mendable(module, code)) == 0


POOL = """package refused

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
)

var _ = http.StatusOK
var _ = errors.New

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

"""
REFUSED = {
    # What the other exit returns is memory of the buffer.
    "GML305": """
func Read(r io.Reader, small bool) ([]byte, error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	if _, err := b.ReadFrom(r); err != nil {
		return b.Bytes(), err
	}
	if small {
		return nil, errors.New("small")
	}
	out := bytes.Clone(b.Bytes())
	buffers.Put(b)
	return out, nil
}
""",
    # The view is used behind the put.
    "GML306": """
func Last(text string) byte {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	view := b.Bytes()
	buffers.Put(b)
	return view[len(view)-1]
}
""",
    # What comes behind the send may count on the receiver.
    "GML110": """
func Wait(stop <-chan struct{}, work func() int, tell func()) int {
	done := make(chan int)
	go func() {
		done <- work()
		tell()
	}()
	select {
	case n := <-done:
		return n
	case <-stop:
		return 0
	}
}
""",
    # The string is read in each round.
    "GML204": """
func Join(parts []string, tell func(string)) string {
	all := ""
	for _, part := range parts {
		all += part
		tell(all)
	}
	return all
}
""",
}


@pytest.mark.parametrize("code", REFUSED)
def test_nothing_is_edited_that_could_be_noticed(code: str, tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/refused\n\ngo 1.21\n")
    (tmp_path / "refused.go").write_text(POOL + "var _ io.Reader\n" + REFUSED[code])
    options = ("--select", code, "--output-format", "json", "--no-cache", "./...")
    found = msgspec.json.decode(run(tmp_path, "check", *options).out, type=Report).findings
    assert [each.code for each in found] == [code]
    assert found[0].fix is not None
    assert found[0].fix.edits == ()
