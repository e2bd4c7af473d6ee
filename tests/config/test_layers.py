"""Which value holds, and where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.config import CommandLine, combined
from gomemlint.errors import ConfigError
from gomemlint.model.findings import Confidence, Severity
from gomemlint.toolchain.requests import Tests


def test_the_command_line_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "gomemlint.toml").write_text('min-severity = "medium"\ntests = true\n')
    settings, origins = combined(CommandLine(min_severity=Severity.HIGH), tmp_path)
    assert settings.selected.min_severity is Severity.HIGH
    assert settings.target.tests is Tests.INCLUDED
    sources = {origin.key: origin.source for origin in origins}
    assert sources["min-severity"] == "--min-severity"
    assert sources["tests"] == "gomemlint.toml:2"
    assert sources["strict"] == "default"


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    settings, _ = combined(CommandLine(), tmp_path)
    assert settings.target.patterns == ("./...",)
    assert settings.selected.min_severity is Severity.LOW
    assert settings.selected.min_confidence is None


def test_false_in_the_file_is_said_by_the_file(tmp_path: Path) -> None:
    (tmp_path / "gomemlint.toml").write_text("strict = false\n")
    _, origins = combined(CommandLine(), tmp_path)
    assert {o.key: o.source for o in origins}["strict"] == "gomemlint.toml:1"


def test_gaps_are_allowed_for_some_packages(tmp_path: Path) -> None:
    (tmp_path / "gomemlint.toml").write_text('allow-incomplete = ["example.com/old/..."]\n')
    settings, _ = combined(CommandLine(), tmp_path)
    assert settings.verdict.allow_incomplete is False
    assert settings.verdict.tolerated == ("example.com/old/...",)


def test_a_path_has_levels_of_its_own(tmp_path: Path) -> None:
    text = '[[per-path]]\npath = "cmd/"\nignore = ["GML2"]\nmin-confidence = "certain"\n'
    (tmp_path / "gomemlint.toml").write_text(text)
    settings, origins = combined(CommandLine(), tmp_path)
    (level,) = settings.scope.levels
    shown = {origin.key: origin.value for origin in origins}["per-path"]
    assert shown == '[{path = "cmd/", ignore = ["GML2"], min-confidence = "certain"}]'
    assert (level.pattern, level.ignore) == ("cmd/", ("GML2",))
    assert level.min_confidence is Confidence.CERTAIN
    assert settings.scope.root == tmp_path


@pytest.mark.parametrize("text", ["sarif", "=x", "sarif="])
def test_an_output_needs_format_and_path(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="write FORMAT=PATH"):
        combined(CommandLine(output=(text,)), tmp_path)


def test_the_address_of_rule_pages_names_the_code(tmp_path: Path) -> None:
    file = tmp_path / "gomemlint.toml"
    file.write_text('\nrule-url = "https://example.com/rules/{code}.html"\n')
    settings, _ = combined(CommandLine(), tmp_path)
    assert settings.output.rule_url == "https://example.com/rules/{code}.html"
    file.write_text('\nrule-url = "https://example.com/rules/"\n')
    with pytest.raises(ConfigError, match=r"gomemlint\.toml:2: rule-url is .*\{code\}"):
        combined(CommandLine(), tmp_path)
