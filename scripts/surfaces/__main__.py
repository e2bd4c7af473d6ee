"""Run every check: `python -m scripts.surfaces [FOLDER]`; tools are kept in the folder."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from scripts.surfaces import ci, hooks, pages, review, sarif, terminal
from scripts.surfaces.processes import SurfaceError
from scripts.surfaces.sample import Sample, make
from scripts.surfaces.tools import install

Check = Callable[[Sample, Path], None]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("SARIF Multitool, GitHub's rules", sarif.validate),
    ("SARIF Multitool, line hashes", sarif.compare_line_hashes),
    ("SARIF Multitool, upload rehearsal", sarif.rehearse_upload),
    ("SARIF web viewer", sarif.view),
    ("HTML in a browser", pages.operate),
    ("reviewdog on a diff", review.review),
    ("text in a terminal", terminal.look),
    ("pre-commit in two modules", hooks.commit),
    ("CI files by their schemas", ci.validate),
    ("GitHub action, its own shell", ci.run_action),
)


def main(folder: Path) -> int:
    """Return the number of checks that failed."""
    install(folder)
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        sample = make(Path(scratch).resolve())
        for name, check in CHECKS:
            try:
                check(sample, folder)
            except SurfaceError as error:
                failed += 1
                sys.stdout.write(f"FAILED  {name}\n{error}\n")
            else:
                sys.stdout.write(f"ok      {name}\n")
    return failed


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".surfaces").resolve()))
