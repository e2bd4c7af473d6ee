"""Say which defects are found that others mended, from what was found before and after.

The facts are in `docs/judged/fixes.toml`: a project, the revisions before and after a change that
says that it mends what a rule describes, and what a run with `--strict` told of the place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path

import msgspec

FIXES = Path(__file__).resolve().parent.parent / "docs" / "judged" / "fixes.toml"
INTRODUCTION = """\
## Real fixes

Would a defect have been found before somebody mended it? Each change below says that it mends what
a rule describes. The packages that it touches were linted as they were before and after it, by the
rules as they are now; *default* was found by a run without options, *strict* with `--strict`. Where
it is found and silent afterwards, it is told apart. *Outside* are changes for which the conditions
of the rule do not hold, and where silence is right. What these changes taught is mended: twenty-two
of those that are found now were silent at first (GML101, GML102, GML106, GML107, GML108, GML110,
GML206, GML303, GML304, GML309, GML507), and false findings of five rules are gone (GML110, GML303,
GML304, GML306, GML309)."""


class Answer(Enum):
    """What was told of the place before it was mended."""

    DEFAULT = "default"
    STRICT = "strict"
    SILENT = "silent"
    OUTSIDE = "outside"

    @property
    def is_found(self) -> bool:
        return self in (Answer.DEFAULT, Answer.STRICT)


class RealFix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of a project; `left` tells that the rule still reports the place, and rightly."""

    project: str
    before: str
    after: str
    code: str
    found: Answer
    left: bool
    why: str

    @property
    def compared(self) -> str:
        """Link to the change."""
        url = f"https://github.com/{self.project}/compare/{self.before}...{self.after}"
        return f"[{self.before[:10]}..{self.after[:10]}]({url})"


class RealFixes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All changes that were looked at."""

    fix: tuple[RealFix, ...]


def read() -> tuple[RealFix, ...]:
    """Return the changes that were looked at, by rule and project."""
    found = msgspec.convert(tomllib.loads(FIXES.read_text(encoding="utf-8")), RealFixes)
    return tuple(sorted(found.fix, key=lambda fix: (fix.code, fix.project.lower(), fix.after)))


def section(fixes: Sequence[RealFix]) -> Iterator[str]:
    """Render the section of the page."""
    described = [fix for fix in fixes if fix.found is not Answer.OUTSIDE]
    found = [fix for fix in described if fix.found.is_found]
    told = [fix for fix in found if not fix.left]
    yield INTRODUCTION
    yield ""
    yield (
        f"Of {len(described)} changes that the rules describe, {len(found)} are found before "
        f"({len(found) / len(described):.0%}),\n{len(told)} of them are silent afterwards; "
        f"{len(fixes) - len(described)} are outside."
    )
    yield ""
    yield "| rule | project | change | before | after | what |"
    yield "|---|---|---|---|---|---|"
    for fix in fixes:
        after = "still, rightly" if fix.left else "silent"
        cells = (fix.code, fix.project, fix.compared, fix.found.value, after, fix.why)
        yield f"| {' | '.join(cells)} |"
