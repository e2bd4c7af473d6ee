"""`gomemlint rule new` and `gomemlint rule test`: a rule that works before anything is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.running import Ran, run

PYPROJECT = """\
[project]
name = "acme-rules"

[project.entry-points."gomemlint.rules"]
acme = "acme_rules"
"""


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "acme_rules").mkdir()
    (tmp_path / "acme_rules" / "__init__.py").touch()
    return tmp_path


def new(plugin: Path, *arguments: str) -> Ran:
    return run(plugin, "rule", "new", *arguments)


def files(folder: Path) -> list[str]:
    found = (each for each in folder.rglob("*") if each.is_file())
    return sorted(each.relative_to(folder).as_posix() for each in found)


def test_a_new_rule_is_one_file_and_one_fixture_module(plugin: Path) -> None:
    before = files(plugin)
    ran = new(plugin, "ACME001", "big-literal", "--needs", "types", "--needs", "compiler")
    assert ran.code == 0
    assert sorted(ran.out.splitlines()) == [each for each in files(plugin) if each not in before]
    assert "acme_rules/acme001_big_literal.py" in ran.out
    assert "fixtures/acme001_big_literal/clean.go" in ran.out
    text = (plugin / "acme_rules" / "acme001_big_literal.py").read_text()
    assert "needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER," in text
    assert "\ndef big_literal(package: Package)" in text


@pytest.mark.parametrize("needs", ["syntax", "types", "compiler"])
def test_a_new_rule_keeps_the_contract_and_passes_its_tests(plugin: Path, needs: str) -> None:
    new(plugin, "ACME001", "big-literal", "--needs", needs)
    checked = run(plugin, "rule", "check", ".")
    assert (checked.code, checked.out) == (0, "")
    tested = run(plugin, "rule", "test")
    assert (tested.code, tested.out.splitlines()) == (
        0,
        ["ok acme001_big_literal", "ok ACME001 Example", "ok ACME001 Use instead"],
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ACME001", "other-name"), "there is a rule ACME001 already"),
        (("ACME002", "big-literal"), "there is a rule big-literal already"),
        (("ACME002", "defer-in-loop"), "there is a rule defer-in-loop already"),
        (("GML901", "other-name"), "are reserved"),
        (("acme2", "other-name"), "is no code"),
        (("ACME002", "Other"), "is no name"),
        (("ACME002", "avoid-other"), "name the pattern, not the cure"),
    ],
)
def test_what_exists_or_has_no_right_form_is_refused(
    plugin: Path, arguments: tuple[str, ...], said: str
) -> None:
    new(plugin, "ACME001", "big-literal")
    before = files(plugin)
    ran = new(plugin, *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert files(plugin) == before


def test_a_file_that_exists_is_not_touched(plugin: Path) -> None:
    mine = plugin / "fixtures" / "acme001_big_literal" / "clean.go"
    mine.parent.mkdir(parents=True)
    mine.write_text("package mine\n")
    ran = new(plugin, "ACME001", "big-literal")
    assert ran.code == 2
    assert "clean.go exists already; nothing was written" in ran.err
    assert mine.read_text() == "package mine\n"
    assert files(plugin / "acme_rules") == ["__init__.py"]


def test_a_rule_goes_to_its_siblings(plugin: Path) -> None:
    new(plugin, "ACME101", "big-literal")
    family = plugin / "acme_rules" / "literals"
    family.mkdir()
    (plugin / "acme_rules" / "acme101_big_literal.py").rename(family / "acme101_big_literal.py")
    assert "acme_rules/literals/acme102_" in new(plugin, "ACME102", "small-literal").out
    assert "acme_rules/acme201_" in new(plugin, "ACME201", "other-thing").out


def test_a_place_that_names_no_rules_is_refused_with_the_cure(tmp_path: Path) -> None:
    assert "with --package" in new(tmp_path, "ACME001", "big-literal").err
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "other"\n')
    assert 'has no [project.entry-points."gomemlint.rules"]' in new(tmp_path, "ACME001", "x").err
    assert new(tmp_path, "ACME001", "big-literal", "--package", "rules").code == 0
    assert run(tmp_path, "rule", "test", "rules").code == 0


def test_a_rule_that_finds_too_little_or_too_much_does_not_pass(plugin: Path) -> None:
    new(plugin, "ACME001", "big-literal")
    fixture = plugin / "fixtures" / "acme001_big_literal"
    with (fixture / "clean.go").open("a") as clean:
        clean.write("\nfunc more() { placeholder() }\n")
    flagged = (fixture / "flagged.go").read_text()
    (fixture / "flagged.go").write_text(flagged.replace("is called", "is a bird"))
    ran = run(plugin, "rule", "test")
    number = len((fixture / "clean.go").read_text().splitlines())
    assert ran.code == 1
    assert ran.out.splitlines()[:3] == [
        "not ok acme001_big_literal",
        f"    clean.go:{number}: ACME001 too much: placeholder is called; remove the call",
        "    flagged.go:5: ACME001 says 'placeholder is called; remove the call', "
        "not 'placeholder is a bird'",
    ]


def test_examples_that_say_the_opposite_do_not_pass(plugin: Path) -> None:
    new(plugin, "ACME001", "big-literal")
    path = plugin / "acme_rules" / "acme001_big_literal.py"
    text = (
        path.read_text()
        .replace("## Use instead", "## Swap")
        .replace("## Example", "## Use instead")
    )
    halves = text.split("## Use instead\n")
    bad, good = halves[1].split("## Swap\n")
    good, rest = good.split("## Evidence")
    path.write_text(f"{halves[0]}## Example\n{good}## Use instead\n{bad}## Evidence{rest}")
    ran = run(plugin, "rule", "test")
    assert ran.code == 1
    assert "not ok ACME001 Example\n    ACME001 does not find it\n" in ran.out
    assert "not ok ACME001 Use instead\n    ACME001 finds it\n" in ran.out


def test_a_rule_that_fails_does_not_pass(plugin: Path) -> None:
    new(plugin, "ACME001", "big-literal")
    path = plugin / "acme_rules" / "acme001_big_literal.py"
    path.write_text(
        path.read_text().replace("            span = ", "            1 // 0\n            span = ")
    )
    ran = run(plugin, "rule", "test")
    assert ran.code == 1
    assert "rule-failed: ACME001 failed: ZeroDivisionError" in ran.out


def test_each_rule_is_tested_on_its_own_fixtures(plugin: Path) -> None:
    new(plugin, "ACME001", "big-literal")
    new(plugin, "ACME002", "small-literal")
    other = "fixtures/acme002_small_literal"
    text = (plugin / other / "flagged.go").read_text()
    both = text.replace("// want", '// want ACME001 "placeholder"')
    (plugin / other / "flagged.go").write_text(both)
    one = run(plugin, "rule", "test", "acme_rules/acme002_small_literal.py")
    assert (one.code, one.out.splitlines()[0]) == (0, "ok acme002_small_literal")
    assert "acme001" not in one.out


def test_a_want_of_a_rule_that_nobody_has_does_not_pass(plugin: Path) -> None:
    new(plugin, "ACME001", "big-literal")
    clean = plugin / "fixtures" / "acme001_big_literal" / "clean.go"
    clean.write_text('package app // want ACME009 "x"\n')
    ran = run(plugin, "rule", "test")
    assert (ran.code, "clean.go:1: there is no rule ACME009" in ran.out) == (1, True)
