"""JUnit XML: a suite per file, a failed case per finding, and a suite about the run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from gomemlint.model.report import Report, ReportedFinding
from gomemlint.reporters.cleaning import visible
from gomemlint.reporters.levels import LEVELS
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.wording import (
    closing,
    explanation,
    notice_line,
    notice_message,
    plain_headline,
)


def render(report: Report) -> Iterator[str]:
    """Write the document; the suite about the run is there without findings, too."""
    viewpoint = Viewpoint.of_user(report)
    errors = sum(notice.incomplete for notice in report.notices)
    suites = Element("testsuites", name="gomemlint")
    suites.append(run_suite(report, viewpoint))
    for path, group in groupby(report.findings, key=lambda found: found.finding.span.path):
        suites.append(file_suite(visible(viewpoint.path(path)), list(group), viewpoint))
    tests = sum(int(suite.get("tests", "0")) for suite in suites)
    totals = {"tests": tests, "failures": len(report.findings), "errors": errors}
    for name, count in totals.items():
        suites.set(name, str(count))
    ElementTree.indent(suites)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield ElementTree.tostring(suites, encoding="unicode")
    yield "\n"


def suite_of(name: str, tests: int, failures: int, errors: int) -> Element:
    """Return an empty suite with its counts, which readers do not count themselves."""
    counts = {"tests": tests, "failures": failures, "errors": errors, "skipped": 0}
    return Element("testsuite", {"name": name, **{key: str(n) for key, n in counts.items()}})


def file_suite(path: str, findings: list[ReportedFinding], viewpoint: Viewpoint) -> Element:
    """Return the findings of one file as failures."""
    suite = suite_of(path, len(findings), len(findings), 0)
    for found in findings:
        span, code = found.finding.span, found.rule.code
        case = SubElement(
            suite,
            "testcase",
            name=f"{code} {found.rule.name} ({span.start.line}:{span.start.column})",
            classname=path,
            file=path,
            line=str(span.start.line),
        )
        level = LEVELS[found.severity].value
        message = visible(f"{level}: {code} {found.finding.message}")
        failure = SubElement(case, "failure", message=message, type=code)
        lines = (plain_headline(found, viewpoint), *explanation(found, viewpoint))
        failure.text = "\n".join(lines)
    return suite


def run_suite(report: Report, viewpoint: Viewpoint) -> Element:
    """Return what was analysed as a case that passes, and each notice as a case of its own."""
    errors = sum(notice.incomplete for notice in report.notices)
    suite = suite_of("gomemlint", 1 + len(report.notices), 0, errors)
    case = SubElement(suite, "testcase", name="analysis", classname="gomemlint")
    SubElement(case, "system-out").text = "\n".join(closing(report))
    for notice in report.notices:
        name = visible(f"{notice.code} {notice.package or notice.path}".rstrip())
        case = SubElement(suite, "testcase", name=name, classname="gomemlint")
        if notice.incomplete:
            message = visible(notice_message(notice))
            error = SubElement(case, "error", message=message, type=notice.code)
            error.text = notice_line(notice, viewpoint)
        else:
            SubElement(case, "system-out").text = notice_line(notice, viewpoint)
    return suite
