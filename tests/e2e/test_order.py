"""Any order of files and packages, any number of workers, any cache: the same bytes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest

from tests.e2e.running import FIXTURES, run

ORDERS = int(os.environ.get("GOMEMLINT_TEST_ORDERS", "4"))
SERVICE = FIXTURES / "example_service"
OPTIONS = ("check", "--select", "ALL", "--min-confidence", "possible", "--output-format", "json")


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
