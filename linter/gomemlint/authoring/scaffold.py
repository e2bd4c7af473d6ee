"""`gomemlint rule new`: a rule that works, to be changed into the one that its author wants."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

import msgspec

from gomemlint.authoring.checks.fixtures import fixtures_of
from gomemlint.authoring.checks.naming import CURES
from gomemlint.errors import ConfigError
from gomemlint.model.rules import CODE, NAME, OUR_PREFIX, Needs

GROUP = "gomemlint.rules"
OURS = "gomemlint"
TEMPLATES = files("gomemlint.authoring") / "templates"
FIXTURE = {
    "go.mod": "go.mod.txt",
    "flagged.go": "flagged.go.txt",
    "clean.go": "clean.go.txt",
    "proof/bad.go": "bad.go.txt",
    "proof/good.go": "good.go.txt",
    "proof/proof_test.go": "proof_test.go.txt",
}


class Project(msgspec.Struct, frozen=True, rename="kebab"):
    """What we read of `[project]`."""

    name: str = ""
    entry_points: Mapping[str, Mapping[str, str]] = {}


class PyProject(msgspec.Struct, frozen=True):
    """What we read of a pyproject.toml."""

    project: Project = Project()


@dataclass(frozen=True, slots=True)
class Home:
    """Where the rules of a project lie. `is_ours` tells our own project from a plugin."""

    package: Path
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule that is about to be written."""

    code: str
    name: str
    needs: Needs

    @property
    def function(self) -> str:
        return self.name.replace("-", "_")

    @property
    def stem(self) -> str:
        return f"{self.code.lower()}_{self.function}"

    def files(self, home: Home) -> Mapping[Path, str]:
        """Return the rule file and those of its fixture module."""
        rule = _folder(home.package, self.code) / f"{self.stem}.py"
        module = fixtures_of(rule) / self.stem
        return {rule: self._filled("rule.py.txt")} | {
            module / name: self._filled(template) for name, template in FIXTURE.items()
        }

    def _filled(self, template: str) -> str:
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        needs = " | ".join(f"Needs.{each.name}" for each in self.needs)
        return Template(text).substitute(
            code=self.code,
            name=self.name,
            function=self.function,
            module=self.code.lower(),
            needs=needs,
        )


def drafted(code: str, name: str, needs: Iterable[Needs], home: Home) -> Draft:
    """Check code and name; raise `ConfigError` for those that no rule may have."""
    if not CODE.fullmatch(code):
        raise ConfigError(f"{code!r} is no code; write 2 to 8 capital letters and three digits")
    if code.startswith(OUR_PREFIX) and not home.is_ours:
        raise ConfigError(f"codes that begin with {OUR_PREFIX} are reserved; choose another prefix")
    if not NAME.fullmatch(name) or CURES.fullmatch(name):
        raise ConfigError(
            f"{name!r} is no name; name the pattern, not the cure, in lower case with hyphens"
        )
    joined = Needs.SYNTAX
    for need in needs:
        joined |= need
    return Draft(code, name, joined)


def write(draft: Draft, home: Home, taken: Collection[str]) -> tuple[Path, ...]:
    """Write the files of a draft; raise `ConfigError` if its code, name or a file exists."""
    for word in (draft.code, draft.name):
        if word in taken:
            raise ConfigError(f"there is a rule {word} already; choose another")
    made = draft.files(home)
    for path in made:
        if path.exists():
            raise ConfigError(f"{path} exists already; nothing was written")
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return tuple(made)


def home_of(directory: Path) -> Home:
    """Find the package of rules that the nearest pyproject.toml names."""
    for folder in (directory, *directory.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            return _named_in(file)
    raise ConfigError(
        f"no pyproject.toml in {directory} or above; name the folder of rule files with --package"
    )


def _named_in(file: Path) -> Home:
    try:
        project = msgspec.convert(tomllib.loads(file.read_text("utf-8")), PyProject).project
    except (ValueError, msgspec.ValidationError, OSError) as error:
        raise ConfigError(f"cannot read {file}: {error}") from error
    for name in project.entry_points.get(GROUP, {}).values():
        parts = name.split(".")
        candidates = (file.parent, *sorted(each for each in file.parent.iterdir() if each.is_dir()))
        for root in candidates:
            if root.joinpath(*parts).is_dir():
                return Home(root.joinpath(*parts), is_ours=project.name == OURS)
        raise ConfigError(f"{file} names the package {name}, but there is no such folder; make it")
    raise ConfigError(
        f'{file} has no [project.entry-points."{GROUP}"]; add it, or name a folder with --package'
    )


def _folder(package: Path, code: str) -> Path:
    """Return the folder of the rule's siblings, else that of the package."""
    family = code[:-2].lower()
    siblings = sorted(package.rglob(f"{family}[0-9][0-9]_*.py"))
    return siblings[0].parent if siblings else package
