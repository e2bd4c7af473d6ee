"""Everything that a run depends on, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from gomemlint.model.findings import Confidence, Severity
from gomemlint.model.report import Shard
from gomemlint.toolchain.requests import Compiler, Driver, Modules, Tests


class Colour(Enum):
    """When to colour the output."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Target:
    """What to analyse and how to build it.

    `directory` is absolute. Empty strings and tuples leave a choice to the Go environment.
    `timeout_s` bounds every child process; None means no bound.
    """

    directory: Path
    patterns: tuple[str, ...] = ("./...",)
    tests: Tests = Tests.EXCLUDED
    tags: tuple[str, ...] = ()
    goos: str = ""
    goarch: str = ""
    go: str = ""
    driver: Driver = Driver.LIST
    compiler: Compiler = Compiler.ON
    modules: Modules = Modules.NEAREST
    timeout_s: float | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """Which rules run and which findings are printed; `min_confidence` None is each rule's own."""

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False
    min_severity: Severity = Severity.LOW
    min_confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class PathLevel:
    """What holds for the files that a gitignore pattern matches, instead of the general choice."""

    pattern: str
    ignore: tuple[str, ...] = ()
    min_severity: Severity | None = None
    min_confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which findings are wanted, judged by file.

    `exclude` holds gitignore patterns relative to the folder of the configuration file, `root`.
    `severities` replaces the severity of a rule, by code.
    """

    root: Path = Path()
    exclude: tuple[str, ...] = ()
    levels: tuple[PathLevel, ...] = ()
    generated: bool = False
    severities: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Output:
    """What is printed where. `files` pairs formats with paths.

    `rule_url` is the address of a rule's page, with `{code}` in it. `suppressed` says whether SARIF
    holds findings too that a comment or a baseline hides.
    """

    format: str = "text"
    files: tuple[tuple[str, str], ...] = ()
    colour: Colour = Colour.AUTO
    statistics: bool = False
    quiet: bool = False
    verbose: bool = False
    rule_url: str = ""
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How findings and gaps become the exit code.

    `tolerated` holds import path patterns (`example.com/x/...`) whose gaps are allowed.
    """

    allow_incomplete: bool = False
    exit_zero: bool = False
    tolerated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """Which findings are old: those of a baseline file, or of a revision. Empty means none."""

    baseline: str = ""
    revision: str = ""
    merge_base: str = ""


@dataclass(frozen=True, slots=True)
class Trust:
    """Which rules of others run besides installed ones, and how long a rule may take.

    `paths` are files and folders that the user, never the repository, allows. `timeout_s` is
    for one rule on one package.
    """

    paths: tuple[Path, ...] = ()
    timeout_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a run depends on.

    `options` maps a rule's code to its options as the configuration wrote them. `jobs` is the
    number of worker processes, `shard` the part of the packages that is reported, None for all.
    """

    target: Target
    selected: Selected = field(default_factory=Selected)
    scope: Scope = field(default_factory=Scope)
    output: Output = field(default_factory=Output)
    verdict: Verdict = field(default_factory=Verdict)
    gate: Gate = field(default_factory=Gate)
    trust: Trust = field(default_factory=Trust)
    jobs: int = 1
    shard: Shard | None = None
    cache: bool = True
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
