"""JUnit XML, read by a reader of others."""

from __future__ import annotations

from junitparser import Error, Failure, JUnitXml

from gomemlint.model.report import Report
from gomemlint.reporters.formats import Format, render
from tests.reporters.reports import BROKEN, STORE, UNMAPPED, explained, report, reported, span_of


def parsed(of: Report) -> JUnitXml:
    return JUnitXml.fromstring("".join(render(of, Format.JUNIT)).encode())


def test_each_finding_is_a_failure_of_its_file() -> None:
    other = reported(span_of(STORE, "io", "other.go"))
    document = parsed(report(explained(), reported(span_of(STORE, "heads")), other))
    assert (document.tests, document.failures, document.errors) == (4, 3, 0)
    suites = {suite.name: list(suite) for suite in document}
    assert [len(cases) for cases in suites.values()] == [1, 2, 1]
    (failure,) = suites["cache/store.go"][0].result
    assert isinstance(failure, Failure)
    assert failure.type == "GML104"
    assert failure.message == "warning: GML104 heads keeps all of page alive"


def test_a_clean_run_has_one_case_that_passes() -> None:
    document = parsed(report())
    (suite,) = document
    (case,) = suite
    assert case.is_passed
    assert "Analysed 2 packages" in case.system_out


def test_an_incomplete_analysis_is_an_error_and_a_remark_is_none() -> None:
    document = parsed(report(notices=(BROKEN, UNMAPPED)))
    _, broken, unmapped = next(iter(document))
    assert document.errors == 1
    assert isinstance(broken.result[0], Error)
    assert unmapped.is_passed
