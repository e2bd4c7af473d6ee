"""Any order of files and packages, any number of workers, any cache: the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.e2e.running import FIXTURES, run

ORDERS = int(os.environ.get("GOMEMLINT_TEST_ORDERS", "4"))
SERVICE = FIXTURES / "example_service"
OPTIONS = ("check", "--select", "ALL", "--min-confidence", "possible", "--output-format", "json")

# One call gets two objects, and each exit loses both: which is told first?
PAIR = """package pair

import (
	"errors"
	"sync"
)

type tail struct{ text []byte }

type head struct {
	tail *tail
	size int
}

var tails = sync.Pool{New: func() any { return new(tail) }}
var heads = sync.Pool{New: func() any { return new(head) }}

func get() *head {
	h := heads.Get().(*head)
	h.tail = tails.Get().(*tail)
	return h
}

func put(h *head) {
	h.tail = nil
	h.size = 0
	heads.Put(h)
}

func Open(sizes []int, check func(int) error) (*head, error) {
	h := get()
	if len(sizes) == 0 {
		put(h)
		return nil, errors.New("empty")
	}
	h.size = sizes[0]
	if err := check(h.size); err != nil {
		return nil, err
	}
	return h, nil
}
"""


def test_no_order_changes_a_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gomemlint.engine.division.WORTH_A_WORKER_BYTES", 1)
    monkeypatch.setenv("GOMEMLINT_CACHE", str(tmp_path / "cache"))
    files = [path for path in sorted(SERVICE.rglob("*")) if path.is_file()]
    folders = sorted({f"./{path.parent.relative_to(SERVICE)}" for path in files})
    packages = [name for name in folders if any((SERVICE / name).glob("*.go"))]
    module = tmp_path / "module"
    reports = set()
    for turn in range(ORDERS):
        random = Random(turn)
        shutil.rmtree(module, ignore_errors=True)
        for path in random.sample(files, len(files)):
            copy = module / path.relative_to(SERVICE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        cache = () if turn % 2 else ("--no-cache",)
        patterns = random.sample(packages, len(packages))
        ran = run(module, *OPTIONS, "--jobs", str(turn % 4 + 1), *cache, *patterns)
        assert ran.report.findings
        reports.add(ran.out)
        # Nothing has changed: this may come from the cache.
        reports.add(run(module, *OPTIONS, *patterns).out)
    assert len(reports) == 1


def test_no_seed_of_hashes_changes_a_byte(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/pair\n\ngo 1.21\n")
    (tmp_path / "pair.go").write_text(PAIR)
    command = [sys.executable, "-m", "gomemlint", *OPTIONS, "--no-cache", "./..."]
    reports = {
        subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=False,
        ).stdout
        for seed in range(ORDERS)
    }
    assert len(reports) == 1
    assert b"GML305" in reports.pop()
