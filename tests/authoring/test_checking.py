"""`gomemlint rule check`: each breach of the contract is found, at its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from gomemlint.authoring.checking import Outcome, check
from tests.authoring.rulefiles import rule_text, write_rule
from tests.e2e.running import run

WANTED = 'package p\n\nvar v = append(w, 1) // want ACME001 "copy"\n'
SOUND = rule_text()


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """Return a plugin with fixtures for its one rule, which is still to be written."""
    module = tmp_path / "fixtures" / "acme001_copying_append"
    module.mkdir(parents=True)
    for name, text in {
        "go.mod": "module m\n",
        "flagged.go": WANTED,
        "clean.go": "package p\n",
    }.items():
        (module / name).write_text(text)
    return tmp_path


def checked(plugin: Path, text: str) -> Outcome:
    return check([write_rule(plugin / "acme_rules", text)], {})


def test_a_sound_rule_is_in_order(plugin: Path) -> None:
    assert checked(plugin, SOUND) == Outcome(1, (), {})


@dataclass(frozen=True, slots=True)
class Break:
    """A change to a sound rule, and what must be said about the line that holds `mark`."""

    old: str
    new: str
    check: str
    says: str
    mark: str


OPTIONS = """\
class Limits:
    most: int = 8


@rule("""
BREAKS: Mapping[str, Break] = {
    "a second rule": Break(
        "    needs=Needs.SYNTAX,\n)\ndef",
        "    needs=Needs.SYNTAX,\n)\ndef other(package: Package) -> Iterator[Finding]:\n"
        "    yield from ()\n\n\n@rule(\n"
        '    code="ACME001",\n    name="copying-append",\n    severity=Severity.LOW,\n'
        "    confidence=Confidence.CERTAIN,\n    tier=Tier.DEFAULT,\n"
        '    since="1.0",\n    needs=Needs.SYNTAX,\n)\ndef',
        "one-rule",
        "a file defines one rule",
        "def copying_append",
    ),
    "no rule": Break("@rule(", "@rules(", "one-rule", "the file defines no rule", ""),
    "a computed code": Break(
        'code="ACME001"', 'code="ACME" + "001"', "literal-metadata", "code is computed", "code="
    ),
    "a computed severity": Break(
        "Severity.LOW", "worst()", "literal-metadata", "severity must be one of", "severity="
    ),
    "a missing argument": Break(
        '    since="1.0",\n', "", "literal-metadata", "@rule lacks since", "@rule"
    ),
    "an unknown argument": Break(
        "    tier=", "    level=1,\n    tier=", "literal-metadata", "nothing else", "level=1"
    ),
    "a malformed code": Break("ACME001", "Acme1", "code-form", "'Acme1' is no code", "code="),
    "a reserved code": Break("ACME001", "GML777", "code-reserved", "are reserved", "code="),
    "a name with capitals": Break(
        '"copying-append"', '"Copying_Append"', "name-form", "is no name", "name="
    ),
    "a name that is a cure": Break(
        '"copying-append"', '"avoid-append"', "name-form", "names a cure", "name="
    ),
    "a malformed version": Break('"1.0"', '"soon"', "since-form", "since is 'soon'", "since="),
    "another function name": Break(
        "def copying_append", "def detect", "function-name", "must be called copying_append", "def"
    ),
    "another file name": Break(
        '"copying-append"', '"other-append"', "file-name", "acme001_other_append.py", ""
    ),
    "no docstring": Break('"""An append', 'PAGE = """An append', "docstring", "must open with", ""),
    "a missing section": Break(
        "## Evidence\nSyntax: the call.\n", "", "docstring", "in this order", '"""An'
    ),
    "an empty section": Break(
        "Reports `append`.\n", "", "docstring", "'What it does' is empty", '"""An'
    ),
    "an example without Go": Break("```go", "```", "example", "needs a block of Go", '"""An'),
    "an example that is no Go": Break(
        "return append(a, 1)", "return append(a,, 1)", "example", "does not parse: line 2", '"""An'
    ),
    "an import of the engine": Break(
        "from gomemlint.api",
        "from gomemlint.semantic.program.calls import call\nfrom gomemlint.api",
        "import",
        "gomemlint.semantic.program.calls must not be imported",
        "gomemlint.semantic",
    ),
    "an import that reaches outside, in a function": Break(
        "    for file in package.files:\n",
        "    import subprocess\n    for file in package.files:\n",
        "import",
        "subprocess must not be imported",
        "import subprocess",
    ),
    "a star import": Break(
        "from gomemlint.api import (",
        "from re import *\nfrom gomemlint.api import (",
        "import",
        "name what you import from re",
        "from re",
    ),
    "code that runs at import": Break(
        "@rule(", "for each in ():\n    pass\n\n\n@rule(", "module-code", "runs when", "for each"
    ),
    "a call at import": Break(
        "@rule(", "os.remove('x')\n\n\n@rule(", "module-code", "runs when", "os.remove"
    ),
    "a class": Break("@rule(", OPTIONS, "class", "no classes but frozen", "class Limits"),
    "shared state": Break("@rule(", "SEEN = []\n\n\n@rule(", "state", "keeps nothing", "SEEN"),
    "a global": Break(
        "    for file", "    global CALL\n    for file", "state", "keeps nothing", "global CALL"
    ),
    "a default that changes": Break(
        "(package: Package)", "(package=[])", "state", "a default that can change", "def "
    ),
    "a rule that returns": Break(
        "yield Finding(", "return Finding(", "generator", "yield each finding", "def "
    ),
    "a coroutine": Break("def copying", "async def copying", "generator", "no coroutine", "def "),
    "options without their parameter": Break(
        "    needs=Needs.SYNTAX,\n",
        "    needs=Needs.SYNTAX,\n    options=Limits,\n",
        "generator",
        "are (package, options)",
        "def ",
    ),
    "a call that prints": Break(
        "    for file",
        "    print(package)\n    for file",
        "effect",
        "does not call print",
        "print(",
    ),
    "a handler that cannot be stopped": Break(
        "    for file",
        "    try:\n        pass\n    except:\n        pass\n    for file",
        "effect",
        "swallows the signal",
        "except:",
    ),
    "an option without a default": Break(
        "@rule(\n",
        "@dataclass(frozen=True)\nclass Limits:\n    most: int\n\n\n@rule(\n    options=Limits,\n",
        "options",
        "needs a default",
        "most: int",
    ),
    "a query that is not valid": Break(
        "(identifier) @name)", "(no_such_node) @name)", "query", "not valid", "CALL ="
    ),
    "a computed query": Break(
        'query("(call', 'query("" "" + "(call', "query", "must be a literal", "CALL ="
    ),
    "a query made late": Break(
        "    for file",
        '    query("(identifier) @name")\n    for file',
        "query",
        "in a constant",
        'query("(ident',
    ),
    "a capture that says nothing": Break(
        "@call", "@x", "capture-name", "@x says nothing", "CALL ="
    ),
    "a syntax error": Break("def copying", "def 1copying", "syntax", "no valid Python", "def 1"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_of_the_contract_is_found_at_its_place(name: str, plugin: Path) -> None:
    planted = BREAKS[name]
    assert planted.old in SOUND
    text = SOUND.replace(planted.old, planted.new)
    outcome = checked(plugin, text)
    found = [p for p in outcome.problems if p.check == planted.check and planted.says in p.message]
    assert found, outcome.problems
    lines = text.splitlines()
    assert any(planted.mark in lines[problem.area.line - 1] for problem in found)


def test_a_missing_fixture_is_found(plugin: Path) -> None:
    (plugin / "fixtures" / "acme001_copying_append" / "clean.go").unlink()
    (problem,) = checked(plugin, SOUND).problems
    assert problem.check == "fixture"
    assert problem.message == "ACME001 has no clean.go in fixtures/acme001_copying_append"


def test_a_fixture_that_wants_nothing_is_found(plugin: Path) -> None:
    flagged = plugin / "fixtures" / "acme001_copying_append" / "flagged.go"
    flagged.write_text("package p\n")
    (problem,) = checked(plugin, SOUND).problems
    assert 'no line `// want ACME001 "..."`' in problem.message


def test_a_code_or_name_that_others_have_is_found(plugin: Path) -> None:
    path = write_rule(plugin / "acme_rules", SOUND)
    problems = check([path], {"copying-append": "gomemlint_rules.churn"}).problems
    assert [each.message for each in problems] == [
        "copying-append is defined by gomemlint_rules.churn already"
    ]
    again = write_rule(plugin / "acme_rules" / "more", SOUND)
    assert {each.path for each in check([path, again], {}).problems} == {again}


def test_the_command_shows_the_line_and_underlines_what_is_meant(plugin: Path) -> None:
    path = write_rule(plugin / "acme_rules", SOUND.replace("ACME001", "GML777"))
    ran = run(plugin, "rule", "check", "acme_rules")
    number = path.read_text().splitlines().index('    code="GML777",') + 1
    assert ran.code == 1
    assert ran.out.startswith(
        "acme_rules/acme001_copying_append.py:1:1: error: file-name the file of GML777 "
        "copying-append must be called gml777_copying_append.py\n"
        f"acme_rules/acme001_copying_append.py:{number}:10: error: code-reserved codes that "
        "begin with GML are reserved; choose another prefix\n"
        f' {number} |     code="GML777",\n'
        "    |          ^^^^^^^^\n"
    )
    assert ran.err.startswith("1 rule file checked, ")


def test_the_command_accepts_a_sound_plugin_and_refuses_a_folder_without_rules(
    plugin: Path,
) -> None:
    write_rule(plugin / "acme_rules", SOUND)
    assert run(plugin, "rule", "check", ".").code == 0
    assert run(plugin, "rule", "check", "fixtures").code == 2
    assert run(plugin, "rule", "check", "none").code == 2
