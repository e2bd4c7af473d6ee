"""`gomemlint rule list`: installed rules, and those of others that nobody runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from gomemlint.cli.rules.listing import Listed
from gomemlint.cli.rules.statically import StaticallyListed
from tests.authoring.rulefiles import rule_text, write_rule
from tests.e2e.running import run


def test_the_list_is_a_table_of_all_rules(tmp_path: Path) -> None:
    head, first, *_ = run(tmp_path, "rule", "list").out.splitlines()
    assert head.split() == ["CODE", "NAME", "SEVERITY", "CONFIDENCE", "TIER", "SINCE"]
    assert first.split() == [
        "GML001",
        "unexplained-suppression",
        "low",
        "certain",
        "default",
        "0.1",
    ]


def test_the_list_is_an_array_on_request(tmp_path: Path) -> None:
    rules = msgspec.json.decode(run(tmp_path, "rule", "list", "--json").out, type=list[Listed])
    table = run(tmp_path, "rule", "list").out.splitlines()[1:]
    assert [rule.code for rule in rules] == [line.split()[0] for line in table]
    assert rules[0].summary == "A suppression does not say why."
    assert rules[0].needs == ("syntax",)


def test_listing_a_plugin_statically_runs_nothing_of_it(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.touch()
    text = rule_text(imports=f"import os\n\nos.remove({str(victim)!r})\n")
    path = write_rule(tmp_path / "acme_rules", text)
    (path.parent / "__init__.py").write_text(f"import os\n\nos.remove({str(victim)!r})\n")
    ran = run(tmp_path, "rule", "list", "--static", ".")
    assert victim.exists()
    assert ran.code == 0
    assert ran.out.splitlines()[1].split() == [
        *("ACME001", "copying-append", "low", "certain", "default", "1.0"),
    ]
    assert "1 query; imports __future__, collections.abc, gomemlint.api, os" in ran.out


def test_a_static_array_holds_page_queries_and_imports(tmp_path: Path) -> None:
    path = write_rule(tmp_path, rule_text())
    out = run(tmp_path, "rule", "list", "--json", "--static", path.name).out
    (rule,) = msgspec.json.decode(out, type=list[StaticallyListed])
    assert (rule.rule.code, rule.path) == ("ACME001", path.name)
    assert rule.queries == ("(call_expression function: (identifier) @name) @call",)
    assert rule.page.startswith("An append may copy.\n\n## What it does\n")
    assert path.read_text().splitlines()[rule.line - 1].startswith("def copying_append")


def test_what_cannot_be_read_statically_is_said(tmp_path: Path) -> None:
    write_rule(tmp_path, rule_text().replace('code="ACME001"', 'code="AC" + "ME001"'))
    (tmp_path / "broken.py").write_text("def 1():\n")
    ran = run(tmp_path, "rule", "list", "--static", ".")
    assert ran.code == 3
    assert "cannot be read statically: code is computed" in ran.err
    assert "broken.py:1:" in ran.err


def test_a_third_party_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    text = rule_text().replace("An append may copy.", "An append may copy.\x1b[2J")
    write_rule(tmp_path, text)
    assert "\x1b" not in run(tmp_path, "rule", "list", "--static", ".").out


@pytest.mark.parametrize("arguments", [("rule", "list"), ("explain", "GML107"), ("rule", "docs")])
def test_a_command_that_reads_no_rule_files_does_not_import_libcst(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    program = (
        "import sys; from gomemlint.cli.main import main; "
        f"assert main({list(arguments)!r}) == 0; assert 'libcst' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True)
