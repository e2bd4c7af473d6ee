"""`gomemlint rule check`: which files of a plugin break the contract of rules, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gomemlint.authoring.checks import fixtures, imports, naming, queries, shape, texts
from gomemlint.authoring.metadata import Literals
from gomemlint.authoring.problems import Complaint, Problem
from gomemlint.authoring.reading import FIRST, Area, RuleFile
from gomemlint.errors import BadRule

RULE_NAME = re.compile(r"[a-z]{2,8}\d{3}_\w+\.py")
SYNTAX_ERROR = re.compile(r":(?P<line>\d+):(?P<column>\d+): (?P<message>no valid Python.*)", re.S)

Check = Callable[[RuleFile], Iterator[Complaint]]
CHECKS: tuple[Check, ...] = (
    shape.one_rule,
    naming.metadata,
    naming.agreement,
    texts.docstring,
    imports.imports,
    shape.statements,
    shape.generator,
    shape.effects,
    shape.options,
    queries.queries,
    fixtures.fixtures,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was checked. `texts` holds the sources of files with problems."""

    files: int
    problems: tuple[Problem, ...]
    texts: Mapping[Path, str]

    def lines(self) -> Iterator[str]:
        """Yield the problems as text."""
        for problem in self.problems:
            yield from problem.lines(self.texts.get(problem.path, ""))


def check(paths: Iterable[Path], taken: Mapping[str, str]) -> Outcome:
    """Check the rule files among the given ones.

    `taken` leads from the codes and names of other rules to where they are defined.
    """
    files: list[RuleFile] = []
    problems: list[Problem] = []
    count = 0
    for path in paths:
        try:
            file = RuleFile.read(path)
        except BadRule as error:
            if RULE_NAME.fullmatch(path.name):
                count += 1
                problems.append(_unreadable(path, error))
            continue
        if file.declarations or RULE_NAME.fullmatch(path.name):
            count += 1
            files.append(file)
    for file in files:
        complaints = (complaint for check in CHECKS for complaint in check(file))
        problems += (_placed(file, complaint) for complaint in complaints)
    problems += _twice(files, taken)
    named = {problem.path for problem in problems}
    sources = {file.path: file.text for file in files if file.path in named}
    return Outcome(count, tuple(sorted(problems)), sources)


def _placed(file: RuleFile, complaint: Complaint) -> Problem:
    area = FIRST if complaint.node is None else file.area(complaint.node)
    return Problem(file.path, area, complaint.check, complaint.message)


def _twice(files: Sequence[RuleFile], taken: Mapping[str, str]) -> Iterator[Problem]:
    seen = dict(taken)
    for file in files:
        for declaration in file.declarations:
            literals = Literals(declaration.call)
            for key in ("code", "name"):
                text, node = literals.text(key), literals.argument(key)
                if text in seen:
                    message = f"{text} is defined by {seen[text]} already"
                    yield _placed(file, Complaint("taken", message, node))
                elif text is not None:
                    seen[text] = str(file.path)


def _unreadable(path: Path, error: BadRule) -> Problem:
    found = SYNTAX_ERROR.search(str(error))
    if found is None:
        return Problem(path, FIRST, "syntax", str(error))
    line, column = int(found["line"]), int(found["column"])
    return Problem(path, Area(line, column, line, column), "syntax", found["message"])
