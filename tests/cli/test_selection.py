"""Options that choose rules and findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.running import GO_MOD, Write, pool, run

# GML301 is of medium severity, GML107 in `two` as well.
TWO = """\
package two

import "os"

func Two(names []string) {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		defer f.Close()
	}
}
"""


@pytest.fixture
def root(write: Write) -> Path:
    return write({"go.mod": GO_MOD, "one/a.go": pool("one"), "two/a.go": TWO})


def codes(root: Path, *options: str) -> list[str]:
    report = run(root, "check", "--output-format", "json", *options).report
    return sorted({finding.code for finding in report.findings})


def test_rules_are_selected_by_code_name_and_family(root: Path) -> None:
    assert codes(root, "--select", "GML301") == ["GML301"]
    assert codes(root, "--select", "gml301") == ["GML301"]
    assert codes(root, "--select", "defer-in-loop") == ["GML107"]
    assert {"GML107", "GML301"} <= set(codes(root, "--select", "GML1,GML3"))


def test_rules_are_ignored(root: Path) -> None:
    assert codes(root, "--select", "GML107,GML301", "--ignore", "GML3") == ["GML107"]


def test_severity_and_confidence_are_bars(root: Path) -> None:
    both = ("--select", "GML107,GML301")
    assert codes(root, *both, "--min-severity", "high") == []
    assert "GML301" in codes(root, *both, "--min-severity", "low", "--min-confidence", "possible")


def test_patterns_choose_packages(root: Path) -> None:
    assert codes(root, "--select", "GML107,GML301", "./one") == ["GML301"]


def test_no_compiler_leaves_out_what_needs_it(root: Path) -> None:
    ran = run(root, "check", "--no-compiler", "--output-format", "json")
    assert ran.report.summary.compiler_lines == 0
    assert ran.report.summary.complete
