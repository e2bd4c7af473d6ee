"""Which value holds: that of the command line, of the configuration file, or the default."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from gomemlint.config.file import NOTHING, FileConfig, Loaded, find, load
from gomemlint.config.settings import (
    Colour,
    Gate,
    Output,
    PathLevel,
    Scope,
    Selected,
    Settings,
    Target,
    Verdict,
)
from gomemlint.config.user import trust_of
from gomemlint.errors import ConfigError
from gomemlint.model.findings import Confidence, Severity
from gomemlint.model.report import Shard
from gomemlint.toolchain.requests import Compiler, Driver, Modules, Tests

Value = TypeVar("Value")
DEFAULT_PATTERNS = ("./...",)
RULE_URL = re.compile(r"https?://[^\s{}/]+/[^\s{}]*\{code\}[^\s{}]*")
SHARD = re.compile(r"(?P<number>[0-9]{1,4})/(?P<count>[0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class CommandLine:
    """What the user typed. None and empty mean that an option was not given."""

    patterns: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False
    min_severity: Severity | None = None
    min_confidence: Confidence | None = None
    tests: bool = False
    tags: tuple[str, ...] = ()
    goos: str = ""
    goarch: str = ""
    go: str = ""
    driver: Driver | None = None
    no_compiler: bool = False
    all_modules: bool = False
    timeout: float | None = None
    output_format: str = ""
    output: tuple[str, ...] = ()
    sarif_include_suppressed: bool = False
    color: Colour = Colour.AUTO
    statistics: bool = False
    quiet: bool = False
    verbose: bool = False
    allow_incomplete: bool = False
    exit_zero: bool = False
    jobs: int | None = None
    no_cache: bool = False
    config: str = ""
    baseline: str = ""
    new_from_rev: str = ""
    new_from_merge_base: str = ""
    allow_rules: tuple[str, ...] = ()
    rule_timeout: float | None = None
    strict_contracts: bool = False
    shard: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A key of the configuration, the value that holds, and where it comes from."""

    key: str
    value: str
    source: str


@dataclass(slots=True)
class Choice:
    """Chooses key by key, and remembers where each value came from."""

    loaded: Loaded
    origins: list[Origin] = field(default_factory=list)

    def of(self, key: str, given: Value | None, written: Value | None, default: Value) -> Value:
        """Return what the command line gives, else what the file says, else the default."""
        if given:
            return self._remembered(key, given, f"--{key}")
        if key in self.loaded.lines and written is not None:
            return self._remembered(key, written, self._place(key))
        return self._remembered(key, default, "default")

    def _place(self, key: str) -> str:
        path = self.loaded.path
        return f"{path.name if path else ''}:{self.loaded.lines[key]}"

    def _remembered(self, key: str, value: Value, source: str) -> Value:
        self.origins.append(Origin(key, spelled(value), source))
        return value


def spelled(value: object) -> str:
    """Spell a value as TOML does."""
    match value:
        case bool():
            return "true" if value else "false"
        case tuple() | list():
            return "[" + ", ".join(spelled(each) for each in value) + "]"
        case Severity() | Confidence() | Driver() | Colour():
            return f'"{value.value}"'
        case None:
            return "not set"
        case PathLevel():
            named = {"path": value.pattern, "ignore": value.ignore}
            floors = {"min-severity": value.min_severity, "min-confidence": value.min_confidence}
            return spelled({key: each for key, each in (named | floors).items() if each})
        case dict():
            pairs = ", ".join(f"{key} = {spelled(each)}" for key, each in value.items())
            return "{" + pairs + "}"
        case int() | float():
            return str(value)
        case _:
            return f'"{value}"'


def combined(line: CommandLine, directory: Path) -> tuple[Settings, tuple[Origin, ...]]:
    """Combine the command line with the configuration file that is named, or lies nearest."""
    loaded = _loaded(line, directory)
    file, choice = loaded.config, Choice(loaded)
    target = _target(line, file, choice, directory)
    found = Settings(
        target=target,
        selected=_selected(line, file, choice),
        scope=_scope(file, choice, loaded, directory),
        output=_output(line, file, choice),
        verdict=_verdict(line, file, choice),
        gate=_gate(line, file, choice, loaded),
        trust=trust_of(line.allow_rules, line.rule_timeout),
        jobs=line.jobs or len(os.sched_getaffinity(0)),
        shard=shard_of(line.shard) if line.shard else None,
        cache=not line.no_cache,
        options=_options(line, choice.of("rules", None, file.rules, {})),
    )
    return found, tuple(choice.origins)


def _options(
    line: CommandLine, written: Mapping[str, Mapping[str, object]]
) -> Mapping[str, Mapping[str, object]]:
    """Return the options of rules; a flag of the command line stands for one of them."""
    if not line.strict_contracts:
        return written
    return {**written, "GML409": {**written.get("GML409", {}), "strict": True}}


def _loaded(line: CommandLine, directory: Path) -> Loaded:
    if line.config:
        return load(Path(line.config))
    path = find(directory)
    return NOTHING if path is None else load(path)


def _target(line: CommandLine, file: FileConfig, choice: Choice, directory: Path) -> Target:
    tests = choice.of("tests", line.tests, file.tests, default=False)
    return Target(
        directory=directory,
        patterns=line.patterns or DEFAULT_PATTERNS,
        tests=Tests.INCLUDED if tests else Tests.EXCLUDED,
        tags=choice.of("tags", line.tags, file.tags, ()),
        goos=choice.of("goos", line.goos, file.goos, ""),
        goarch=choice.of("goarch", line.goarch, file.goarch, ""),
        go=line.go,
        driver=choice.of("driver", line.driver, file.driver, Driver.LIST),
        compiler=Compiler.OFF if line.no_compiler else Compiler.ON,
        modules=Modules.ALL if line.all_modules else Modules.NEAREST,
        timeout_s=line.timeout,
    )


def _selected(line: CommandLine, file: FileConfig, choice: Choice) -> Selected:
    return Selected(
        select=choice.of("select", line.select, file.select, ()),
        extend_select=choice.of("extend-select", line.extend_select, file.extend_select, ()),
        ignore=choice.of("ignore", line.ignore, file.ignore, ()),
        strict=choice.of("strict", line.strict, file.strict, default=False),
        min_severity=choice.of("min-severity", line.min_severity, file.min_severity, Severity.LOW),
        min_confidence=choice.of("min-confidence", line.min_confidence, file.min_confidence, None),
    )


def _scope(file: FileConfig, choice: Choice, loaded: Loaded, directory: Path) -> Scope:
    levels = tuple(
        PathLevel(each.path, each.ignore, each.min_severity, each.min_confidence)
        for each in file.per_path
    )
    return Scope(
        root=loaded.path.parent if loaded.path else directory,
        exclude=choice.of("exclude", None, file.exclude, ()),
        levels=choice.of("per-path", None, levels, ()),
        generated=choice.of("generated", None, file.generated, default=False),
        severities=choice.of("severity", None, file.severity, {}),
    )


def _output(line: CommandLine, file: FileConfig, choice: Choice) -> Output:
    written = choice.of("output", line.output, file.output, ())
    return Output(
        format=choice.of("output-format", line.output_format, file.output_format, "text"),
        files=tuple(file_output(text) for text in written),
        colour=line.color,
        statistics=line.statistics,
        quiet=line.quiet,
        verbose=line.verbose,
        rule_url=rule_url(choice.of("rule-url", None, file.rule_url, ""), choice.loaded),
        suppressed=choice.of(
            "sarif-include-suppressed",
            line.sarif_include_suppressed,
            file.sarif_include_suppressed,
            default=False,
        ),
    )


def rule_url(text: str, loaded: Loaded) -> str:
    """Return the address of a rule's page if it is one."""
    if text and not RULE_URL.fullmatch(text):
        raise ConfigError(
            f"{loaded.path}:{loaded.lines['rule-url']}: rule-url is {text!r}; write the address "
            "of a rule's page, such as 'https://example.com/rules/{code}.html'"
        )
    return text


def file_output(text: str) -> tuple[str, str]:
    """Split `FORMAT=PATH`; whether there is such a format is for the reporters to say."""
    form, equals, path = text.partition("=")
    if not equals or not form or not path:
        raise ConfigError(f"--output {text!r}: write FORMAT=PATH, such as sarif=report.sarif")
    return form, path


def shard_of(text: str) -> Shard:
    """Read `K/N`."""
    found = SHARD.fullmatch(text)
    if found is None or not 1 <= int(found["number"]) <= int(found["count"]):
        raise ConfigError(
            f"--shard {text!r}: write K/N, such as 2/4 for the second of four; K is 1 to N"
        )
    return Shard(int(found["number"]), int(found["count"]))


def _verdict(line: CommandLine, file: FileConfig, choice: Choice) -> Verdict:
    allowed = choice.of("allow-incomplete", line.allow_incomplete, file.allow_incomplete, False)
    if isinstance(allowed, tuple):
        return Verdict(exit_zero=line.exit_zero, tolerated=allowed)
    return Verdict(bool(allowed), line.exit_zero)


def _gate(line: CommandLine, file: FileConfig, choice: Choice, loaded: Loaded) -> Gate:
    written = file.baseline
    if written and loaded.path is not None:
        written = str(loaded.path.parent / written)
    return Gate(
        baseline=choice.of("baseline", line.baseline, written, ""),
        revision=line.new_from_rev,
        merge_base=line.new_from_merge_base,
    )
