"""Rules of others that fail: each is named, nothing else is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authoring.rulefiles import rule_text, write_rule
from tests.e2e.running import GO_MOD, Ran, pool, run

SECOND = """\
package m

func grow(values []int) []int {
	return append(values, 1)
}
"""
OUR_PLACE, SOUND_PLACES = "a.go:9", ["a.go:16", "z.go:4"]
HANGING = """\
    for file in package.files:
        for found in file.matches(CALL):
            if file.path == "z.go":
                while True:
                    try:
                        pass
                    except Exception:
                        continue
            if file.text(found["name"]) == "append":
                yield Finding(span=file.span(found["call"]), message="before the hang")
"""
NONSENSE = """\
    for file in package.files:
        for found in file.matches(CALL):
            span = file.span(found["call"])
            start = replace(span.start, line=span.start.line + 999)
            yield Finding(span=replace(span, start=start), message="nowhere")
            yield Finding(span=replace(span, path="none.go"), message="in no file")
            yield Finding(span=replace(span, start=span.end, end=span.start), message="backwards")
            yield Finding(span=span, message=17)
            yield "not a finding"
            if file.text(found["name"]) == "append":
                yield Finding(span=span, message="between nonsense")
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "m"
    folder.mkdir()
    (folder / "go.mod").write_text(GO_MOD)
    (folder / "a.go").write_text(pool())
    (folder / "z.go").write_text(SECOND)
    return folder


def check(module: Path, rules: Path, *options: str) -> Ran:
    return run(
        module,
        *("check", "--no-compiler", "--output-format", "json", "--min-confidence", "possible"),
        *("--select", "GML301,ACME", "--allow-rules", str(rules), *options),
    )


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a folder that holds one sound rule."""
    folder = tmp_path / "rules"
    write_rule(folder, rule_text())
    return folder


def places(ran: Ran, code: str) -> list[str]:
    return [finding.place for finding in ran.report.findings if finding.code == code]


def assert_nothing_else_is_lost(ran: Ran) -> None:
    assert ran.code == 3
    assert places(ran, "GML301") == [OUR_PLACE]
    assert places(ran, "ACME001") == SOUND_PLACES


def hostile(rules: Path, *, imports: str = "", body: str = "    yield from ()\n") -> Path:
    text = rule_text("ACME666", "hostile-rule", imports=imports, body=body)
    return write_rule(rules, text, "ACME666", "hostile-rule")


def test_a_sound_rule_by_path_runs_beside_ours(module: Path, rules: Path) -> None:
    ran = check(module, rules)
    assert (ran.code, places(ran, "GML301"), places(ran, "ACME001")) == (
        1,
        [OUR_PLACE],
        SOUND_PLACES,
    )


def test_a_rule_that_raises_is_named_with_the_place_in_its_code(module: Path, rules: Path) -> None:
    hostile(rules, body="    yield from [1 // len(())]\n")
    ran = check(module, rules)
    assert_nothing_else_is_lost(ran)
    message = ran.report.notice("rule-failed").message
    assert message.startswith("ACME666 failed: ZeroDivisionError: ")
    assert "(hostile_rule, line " in message


def test_a_rule_that_ends_the_program_does_not(module: Path, rules: Path) -> None:
    hostile(rules, body="    raise SystemExit(0)\n    yield\n")
    ran = check(module, rules)
    assert_nothing_else_is_lost(ran)
    assert ran.report.notice("rule-failed").message.startswith("ACME666 failed: SystemExit")


def test_a_rule_that_hangs_on_one_file_is_stopped(module: Path, rules: Path) -> None:
    hostile(rules, body=HANGING)
    ran = check(module, rules, "--rule-timeout", "0.5")
    assert_nothing_else_is_lost(ran)
    assert places(ran, "ACME666") == ["a.go:16"]
    assert ran.report.notice("rule-failed").message.startswith(
        "ACME666 did not finish within 0.5 s and was stopped"
    )


def test_a_rule_that_hangs_again_and_again_is_left_out(module: Path, rules: Path) -> None:
    for name in "bcdef":
        (module / name).mkdir()
        (module / name / "z.go").write_text(SECOND.replace("package m", f"package {name}"))
    hostile(rules, body="    while True:\n        yield from ()\n")
    ran = check(module, rules, "--rule-timeout", "0.3")
    said = [each.message for each in ran.report.notices if each.code == "rule-failed"]
    stopped = [each for each in said if "did not finish within 0.3 s" in each]
    left_out = [each for each in said if "was not run: it did not finish in 3 packages" in each]
    assert (ran.code, len(stopped), len(left_out)) == (3, 3, 3)
    assert len(places(ran, "ACME001")) == 7


def test_findings_that_make_no_sense_are_dropped_one_by_one(module: Path, rules: Path) -> None:
    hostile(rules, imports="from dataclasses import replace\n", body=NONSENSE)
    ran = check(module, rules)
    assert_nothing_else_is_lost(ran)
    assert places(ran, "ACME666") == SOUND_PLACES
    message = ran.report.notice("rule-failed").message
    assert message.startswith("ACME666 breaks the contract of rules: its span a.go:")
    assert "so are " in message


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import os\nos.remove('{victim}')\n", "os"),
        ("from gomemlint.engine import run\n", "gomemlint.engine"),
        ("import subprocess\n", "subprocess"),
        ("from . import other\n", "."),
    ],
)
def test_a_rule_that_imports_what_it_may_not_is_not_even_imported(
    module: Path, rules: Path, tmp_path: Path, statement: str, name: str
) -> None:
    victim = tmp_path / "victim"
    victim.touch()
    path = hostile(rules, imports=statement.format(victim=victim))
    ran = check(module, rules)
    assert_nothing_else_is_lost(ran)
    message = ran.report.notice("plugin-refused").message
    assert message.startswith(f"{path}: line ")
    assert f" imports {name}; a rule imports gomemlint.api and" in message
    assert victim.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (rule_text("GML999", "hostile-rule"), "GML999 is reserved"),
        (rule_text("ACME666", "copying-append"), "is taken by"),
        (rule_text("ACME666", "hostile-rule", imports="1 / 0\n"), "ZeroDivisionError"),
        (rule_text("ACME666", "hostile-rule", imports="raise SystemExit\n"), "SystemExit"),
        (rule_text("ACME666", "Hostile Rule"), "cannot be read: "),
        (rule_text("ACME666", "hostile-rule").replace("## Evidence", "## Proof"), "Evidence"),
        (rule_text("ACME666", "hostile-rule").replace("@call", "@call )"), "a query is not valid"),
    ],
)
def test_a_rule_that_cannot_be_loaded_is_named(
    module: Path, rules: Path, text: str, said: str
) -> None:
    path = write_rule(rules, text, "ACME666", "hostile-rule")
    ran = check(module, rules)
    assert_nothing_else_is_lost(ran)
    message = ran.report.notice("plugin-refused").message
    assert message.startswith(str(path))
    assert said in message


BARE = "try:\n    CALLS = 1\nexcept BaseException:\n    CALLS = 2\n"
LIMITS = """\
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    most: int
"""
WITH_OPTIONS = rule_text("ACME666", "hostile-rule", imports=LIMITS).replace(
    "    needs=", "    options=Limits,\n    needs="
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (rule_text("ACME666", "hostile-rule", imports=BARE), "catches BaseException"),
        (
            rule_text("ACME666", "hostile-rule").replace("Severity.LOW", "'low'"),
            "its severity is 'low', no Severity",
        ),
        (
            rule_text("ACME666", "hostile-rule").replace('"1.0"', "1"),
            "its since is 1, no str",
        ),
        (WITH_OPTIONS, "its options need a default each"),
        (WITH_OPTIONS.replace("@dataclass(frozen=True)\n", ""), "no dataclass"),
    ],
)
def test_what_would_fail_later_and_elsewhere_is_refused_at_once(
    module: Path, rules: Path, text: str, said: str
) -> None:
    write_rule(rules, text, "ACME666", "hostile-rule")
    ran = check(module, rules)
    assert_nothing_else_is_lost(ran)
    assert said in ran.report.notice("plugin-refused").message


def test_what_a_rule_prints_is_not_in_the_report(module: Path, rules: Path) -> None:
    hostile(rules, imports="print('at import')\n", body="    print('at work')\n    yield from ()\n")
    ran = check(module, rules)
    assert ran.code == 1
    assert ran.out.startswith("{")
    assert "at import" in ran.err
    assert "at work" in ran.err


def test_a_missing_path_is_a_usage_error(module: Path, tmp_path: Path) -> None:
    ran = check(module, tmp_path / "none")
    assert ran.code == 2
    assert "there is no file or folder" in ran.err


def test_a_rule_that_is_selected_but_refused_is_explained(module: Path, rules: Path) -> None:
    path = hostile(rules, imports="import socket\n")
    ran = check(module, path)
    assert ran.code == 2
    assert "no rule is called 'ACME'" in ran.err
    assert "imports socket" in ran.err


def test_the_repository_cannot_allow_rules(module: Path, rules: Path) -> None:
    (module / "gomemlint.toml").write_text(f'allow-rules = ["{rules}"]\n')
    ran = run(module, "check", "--no-compiler")
    assert ran.code == 2
    assert "allow-rules" in ran.err


def test_the_user_allows_rules_in_a_file_of_their_own(
    module: Path, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    file = tmp_path / "config" / "gomemlint" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('allow-rules = ["../../rules"]\n')
    ran = run(module, "check", "--no-compiler", "--output-format", "json", "--select", "ACME")
    assert places(ran, "ACME001") == SOUND_PLACES


def test_a_mistake_in_the_users_file_is_a_usage_error(
    module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = tmp_path / "gomemlint" / "config.toml"
    file.parent.mkdir()
    file.write_text("allow-rule = []\n")
    ran = run(module, "check", "--no-compiler")
    assert ran.code == 2
    assert f"cannot read {file}" in ran.err
