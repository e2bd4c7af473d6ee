"""What must hold of a run on any input: an answer, in time, and no failure of ours."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from tests.e2e.running import GO_MOD, Ran, run

TOO_LONG_S = 20.0
# Too old to be used: syntax alone is analysed.
OLD_GO = """#!/bin/sh
echo '{"GOVERSION": "go1.20"}'
"""
CHECK = ("check", "--no-cache", "--select", "ALL", "--output-format", "json")


def without_go(folder: Path) -> tuple[str, str]:
    """Return options for a run that uses no Go."""
    old = folder / "old-go"
    if not old.exists():
        old.write_text(OLD_GO)
        old.chmod(0o755)
    return "--go", str(old)


def survived(folder: Path, files: Mapping[str, bytes], *options: str) -> Ran:
    """Analyse files; fail if that ends in any other way than with an answer."""
    module = folder / "module"
    module.mkdir(exist_ok=True)
    for name, content in {"go.mod": GO_MOD.encode(), **files}.items():
        (module / name).write_bytes(content)
    start = time.process_time()
    ran = run(module, *CHECK, *options)
    took = time.process_time() - start
    assert took < TOO_LONG_S, f"took {took:.0f} s"
    assert "Traceback" not in ran.err
    assert ran.code in (0, 1, 2, 3)
    if ran.code == 2:
        assert ran.err.startswith("gomemlint: ")
        return ran
    failed = [notice for notice in ran.report.notices if notice.code == "rule-failed"]
    assert failed == []
    return ran
