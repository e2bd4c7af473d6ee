"""JUnit XML: a suite per file, a failed case per finding, and a suite about the run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from gomemlint.model.report import Notice, Report, ReportedFinding
from gomemlint.reporters.cleaning import one_line, visible
from gomemlint.reporters.excerpts import Excerpts
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
    writer = Writer(report)
    suites = Element("testsuites", name="gomemlint")
    suites.append(writer.run())
    for _, group in groupby(report.findings, key=lambda found: found.finding.span.path):
        suites.append(writer.file(tuple(group)))
    for name in ("tests", "failures", "errors"):
        suites.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    ElementTree.indent(suites)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield ElementTree.tostring(suites, encoding="unicode")
    yield "\n"


def suite_of(name: str, tests: int, failures: int, errors: int) -> Element:
    """Return an empty suite with its counts, which readers do not count themselves."""
    counts = {"tests": tests, "failures": failures, "errors": errors, "skipped": 0}
    return Element("testsuite", {"name": name, **{key: str(n) for key, n in counts.items()}})


class Writer:
    """Turns values of the model into suites and cases."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._viewpoint = Viewpoint.of_user(report)
        self._excerpts = Excerpts(report)

    def run(self) -> Element:
        """Return what was analysed as a case that passes, and each notice as a case of its own."""
        notices = self._report.notices
        errors = sum(notice.incomplete for notice in notices)
        suite = suite_of("gomemlint", 1 + len(notices), 0, errors)
        case = SubElement(suite, "testcase", name="analysis", classname="gomemlint")
        SubElement(case, "system-out").text = "\n".join(closing(self._report))
        for notice in notices:
            self._notice(suite, notice)
        return suite

    def _notice(self, suite: Element, notice: Notice) -> None:
        name = one_line(f"{notice.code} {notice.package or notice.path}")
        case = SubElement(suite, "testcase", name=name, classname="gomemlint")
        line = notice_line(notice, self._viewpoint)
        if notice.incomplete:
            message = notice_message(notice)
            SubElement(case, "error", message=message, type=notice.code).text = line
        else:
            SubElement(case, "system-out").text = line

    def file(self, findings: tuple[ReportedFinding, ...]) -> Element:
        """Return the findings of one file as failures."""
        path = visible(self._viewpoint.path(findings[0].finding.span.path))
        suite = suite_of(path, len(findings), len(findings), 0)
        for found in findings:
            suite.append(self._finding(path, found))
        return suite

    def _finding(self, path: str, found: ReportedFinding) -> Element:
        start, code = found.finding.span.start, found.rule.code
        name = f"{code} {found.rule.name} ({start.line}:{start.column})"
        case = Element("testcase", name=name, classname=path, file=path, line=str(start.line))
        message = one_line(f"{LEVELS[found.severity].value}: {code} {found.finding.message}")
        failure = SubElement(case, "failure", message=message, type=code)
        explained = explanation(found, self._viewpoint, self._excerpts)
        failure.text = "\n".join((plain_headline(found, self._viewpoint), *explained))
        return case
