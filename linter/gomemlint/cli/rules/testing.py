"""`gomemlint rule test`: whether rules find what their fixtures and pages say."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from gomemlint.authoring.checks.fixtures import fixtures_of
from gomemlint.authoring.goexamples import go_file
from gomemlint.authoring.listing import StaticRule, Unreadable, read
from gomemlint.authoring.wants import Got, Release, Want, differences, wants
from gomemlint.cli.exits import Exit
from gomemlint.config import Selected, Settings, Target, Trust
from gomemlint.config.rulepaths import python_files
from gomemlint.engine.advance import silent
from gomemlint.engine.catalogue import installed_rules
from gomemlint.engine.run import check
from gomemlint.errors import BadRule, GomemlintError
from gomemlint.model.findings import Confidence, Tier
from gomemlint.model.report import Report, ReportedFinding

GO_MOD = "module example.com/example\n\ngo 1.21\n"
RELEASE = re.compile(r"go(\d+)\.(\d+)")


def run(path: Path) -> Exit:
    """Try the rules at a path on their fixtures and on their examples; say what is different."""
    found = list(read(python_files(path)))
    for each in found:
        if isinstance(each, Unreadable):
            raise BadRule(f"{each.path}:{each.line}: {each.reason}; see `gomemlint rule check`")
    rules = tuple(each for each in found if isinstance(each, StaticRule))
    if not rules:
        click.echo(f"{path} holds no rules", err=True)
        return Exit.USAGE
    trials = Trials(rules)
    problems = 0
    for title, said in (*trials.fixtures(), *trials.examples()):
        problems += len(said)
        click.echo(f"{'ok' if not said else 'not ok'} {title}")
        for line in said:
            click.echo(f"    {line}")
    return Exit.FINDINGS if problems else Exit.CLEAN


@dataclass(frozen=True, slots=True)
class Trials:
    """The rules of a plugin, and everything that they are tried on."""

    rules: tuple[StaticRule, ...]

    def fixtures(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each fixture module with what is different from its comments."""
        for module in self._modules():
            codes = self._meant_by(module.name)
            report = self._linted(module, codes)
            wanted = wants(module, _release(report))
            got = (_got(each) for each in report.findings)
            try:
                different = differences((want for want in wanted if want.code in codes), got)
            except re.error as error:
                raise BadRule(f"{module}: a want is no regular expression: {error}") from error
            yield module.name, [*_gaps(report), *_unknown(module, wanted), *different]

    def _modules(self) -> Iterator[Path]:
        """Yield the fixture modules of the rules; others may lie beside them."""
        own = {rule.metadata.code.lower() for rule in self.rules}
        for folder in dict.fromkeys(fixtures_of(rule.path) for rule in self.rules):
            for file in sorted(folder.glob("*/go.mod")):
                if file.parent.name.partition("_")[0] in own:
                    yield file.parent

    def examples(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each example with what is wrong about it: one is found, the other is not."""
        for rule in self.rules:
            if rule.doc is None:
                raise BadRule(f"{rule.path}: its docstring is no page; see `gomemlint rule check`")
            code = rule.metadata.code
            found = self._example(rule.doc.example("Example"), rule)
            missing = [] if code in found.codes else [f"{code} does not find it"]
            yield f"{code} Example", [*found.gaps, *missing]
            instead = self._example(rule.doc.example("Use instead"), rule)
            yield f"{code} Use instead", [*instead.gaps, *(f"{c} finds it" for c in instead.codes)]

    def _example(self, snippet: str, rule: StaticRule) -> Found:
        with tempfile.TemporaryDirectory(prefix="gomemlint-example-") as name:
            module = Path(name).resolve()
            (module / "go.mod").write_text(GO_MOD, encoding="utf-8")
            (module / "example.go").write_text(go_file(snippet), encoding="utf-8")
            report = self._linted(module, self._meant_by(rule.metadata.code.lower()))
        return Found(sorted({each.rule.code for each in report.findings}), _gaps(report))

    def _meant_by(self, fixture: str) -> Sequence[str]:
        """Return the rules to run: those that state facts run on their own fixtures, alone."""
        own = fixture.partition("_")[0].upper()
        for rule in self.rules:
            if rule.metadata.code == own and rule.metadata.tier is Tier.FACTS:
                return (own,)
        tiers = ((rule.metadata.code, rule.metadata.tier) for rule in self.rules)
        return [code for code, tier in tiers if tier is not Tier.FACTS]

    def _linted(self, module: Path, codes: Sequence[str]) -> Report:
        settings = Settings(
            target=Target(directory=module),
            selected=Selected(select=tuple(codes), min_confidence=Confidence.POSSIBLE),
            trust=Trust(tuple(dict.fromkeys(rule.path.absolute() for rule in self.rules))),
        )
        try:
            return check(settings, silent)
        except GomemlintError as error:
            raise type(error)(f"{module.name}: {error}") from error


@dataclass(frozen=True, slots=True)
class Found:
    """Which rules found something in an example, and what could not be analysed."""

    codes: Sequence[str]
    gaps: Sequence[str]


def _unknown(module: Path, wanted: Iterable[Want]) -> list[str]:
    """Name wanted codes that neither an installed rule has nor a module of fixtures."""
    known = {rule.metadata.code for rule in installed_rules()}
    known |= {each.name.partition("_")[0].upper() for each in module.parent.iterdir()}
    unknown = {want.code: want for want in wanted if want.code not in known}
    return [f"{each.path}:{each.line}: there is no rule {code}" for code, each in unknown.items()]


def _got(found: ReportedFinding) -> Got:
    span = found.finding.span
    return Got(span.path, span.start.line, found.rule.code, found.finding.message)


def _gaps(report: Report) -> list[str]:
    return [f"{each.code}: {each.message}" for each in report.notices if each.incomplete]


def _release(report: Report) -> Release:
    found = RELEASE.match(report.go.version)
    return (int(found[1]), int(found[2])) if found else (0, 0)
