"""Fixtures: each rule has a module that shows what it finds and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gomemlint.authoring.metadata import Literals
from gomemlint.authoring.problems import Complaint
from gomemlint.authoring.reading import RuleFile
from gomemlint.authoring.wants import COMMENT, PAIR

FOLDER = "fixtures"
NEEDED = ("go.mod", "flagged.go", "clean.go")


def fixtures_of(path: Path) -> Path:
    """Return the folder of fixtures that belongs to a rule file: the nearest one in its project.

    Without any it is the one to make at the root of the project, or beside the outermost package.
    """
    absolute = path.absolute()
    for folder in absolute.parents:
        if (folder / FOLDER).is_dir() or (folder / "pyproject.toml").is_file():
            return folder / FOLDER
    outermost = absolute.parent
    while (outermost / "__init__.py").is_file():
        outermost = outermost.parent
    return outermost / FOLDER


def fixtures(file: RuleFile) -> Iterator[Complaint]:
    """Complain about a fixture module that is missing, incomplete, or wants nothing of the rule."""
    for declaration in file.declarations:
        literals = Literals(declaration.call)
        code, name = literals.text("code"), literals.text("name")
        if code is None or name is None:
            continue
        module = fixtures_of(file.path) / f"{code.lower()}_{name.replace('-', '_')}"
        missing = [each for each in NEEDED if not (module / each).is_file()]
        node = literals.argument("code")
        if missing:
            message = f"{code} has no {' and no '.join(missing)} in {FOLDER}/{module.name}"
            yield Complaint("fixture", message, node)
        elif code not in _wanted(module / "flagged.go"):
            message = f'{FOLDER}/{module.name}/flagged.go has no line `// want {code} "..."`'
            yield Complaint("fixture", message, node)


def _wanted(flagged: Path) -> frozenset[str]:
    text = flagged.read_text(encoding="utf-8", errors="replace")
    comments = (COMMENT.search(line) for line in text.split("\n"))
    return frozenset(code for each in comments if each for code, _ in PAIR.findall(each["pairs"]))
