"""Rules of others: found without running them, imported one file at a time.

A file that breaks the contract, or that fails, becomes a notice; everything else goes on.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

from gomemlint.config.rulepaths import python_files
from gomemlint.contract import Rule
from gomemlint.engine.limits import TooSlow, time_limit
from gomemlint.engine.rulefiles import is_rule, modules_of, parsed, refuse_breaches
from gomemlint.engine.trust import refuse_wrong_values
from gomemlint.errors import BadRule
from gomemlint.model.documentation import RuleDoc
from gomemlint.model.report import Notice
from gomemlint.model.rules import OUR_PREFIX

IMPORT_LIMIT_S = 20.0
ALLOWED = "gomemlint_allowed_rules"

Load = Callable[[], ModuleType]


@dataclass(slots=True)
class Plugins:
    """What was loaded so far, after the rules that are `taken`: ours, which nobody replaces."""

    taken: Sequence[Rule]
    rules: list[Rule] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    files: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        modules = (sys.modules[rule.module].__file__ for rule in self.taken)
        self.files.update(Path(file).resolve() for file in modules if file is not None)

    def add_installed(self, entry: EntryPoint) -> None:
        """Load the rules behind an entry point."""
        try:
            sources = dict(modules_of(entry))
            packages = [source for source in sources.values() if source.name == "__init__.py"]
            for source in packages:
                refuse_breaches(parsed(source))
        except BadRule as error:
            self._refuse(entry.name, error)
            return
        for name, source in sources.items():
            self._add(f"{entry.name}: {name}", source, partial(importlib.import_module, name))

    def add_allowed(self, path: Path) -> None:
        """Load the rule files at a path; raise `ConfigError` if there is nothing."""
        for file in python_files(path):
            self._add(str(file), file, partial(_executed, file))

    def _add(self, title: str, source: Path, load: Load) -> None:
        """Check a file, then import it and take its rules."""
        place = source.resolve()
        if place in self.files:
            return
        try:
            tree = parsed(source)
            if not any(map(is_rule, tree.body)):
                return
            self.files.add(place)
            refuse_breaches(tree)
            with time_limit(IMPORT_LIMIT_S), redirect_stdout(sys.stderr):
                module = load()
            own = [
                value
                for value in vars(module).values()
                if isinstance(value, Rule) and value.module == module.__name__
            ]
            for rule in own:
                self._refuse_reserved_and_taken(rule)
                refuse_wrong_values(rule)
                RuleDoc.parse(module.__doc__ or "", rule.metadata.code)
            self.rules += own
        except TooSlow:
            self._refuse(title, BadRule(f"its import does not end within {IMPORT_LIMIT_S:g} s"))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            self._refuse(title, error)

    def _refuse_reserved_and_taken(self, rule: Rule) -> None:
        code, name = rule.metadata.code, rule.metadata.name
        if code.startswith(OUR_PREFIX):
            raise BadRule(f"{code} is reserved; choose another prefix than {OUR_PREFIX}")
        for other in (*self.taken, *self.rules):
            if code == other.metadata.code or name == other.metadata.name:
                raise BadRule(f"{code} {name} is taken by {other.module}; choose another")

    def _refuse(self, title: str, error: BaseException) -> None:
        kind = "" if isinstance(error, BadRule) else f"{type(error).__name__}: "
        self.notices.append(
            Notice(
                code="plugin-refused",
                message=f"{title}: {kind}{error}; its rules did not run",
                incomplete=True,
            )
        )


def _executed(file: Path) -> ModuleType:
    """Run a file as a module of its own; the engine looks it up by name later."""
    digest = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:8]
    name = f"{ALLOWED}_{digest}.{file.stem}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise BadRule("it is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
