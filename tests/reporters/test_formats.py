"""What holds for every format."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gomemlint.model.findings import Evidence, Finding, Fix, Related
from gomemlint.model.report import Notice, Report
from gomemlint.model.spans import Span
from gomemlint.reporters import statistics
from gomemlint.reporters.cleaning import UNSAFE
from gomemlint.reporters.formats import Format, render
from tests.reporters.reports import BROKEN, STORE, UNMAPPED, explained, report, reported, span_of

HOSTILE = "x\x1b[31m\x07\x7f\x9b\u202e\u2028\ud83d\udcff\uffff\n::error::y##[z]</script>]]>"


def text(of: Report, form: Format) -> str:
    return "".join(render(of, form))


def hostile() -> Report:
    """Put characters that harm a reader wherever text of others can stand."""
    source = STORE.replace(b"import", b"// \x1b]0;x\x07\xff\xe2\x80\xae\x0c</script>\nimport")
    path = HOSTILE.replace("\ud83d", "")
    span = span_of(source, "page[:16]", path)
    first = span_of(source, "\x1b", path)
    finding = Finding(
        span,
        HOSTILE,
        evidence=tuple(replace(item, span=first, message=HOSTILE, raw=HOSTILE) for item in basis()),
        related=(Related(first, HOSTILE),),
        flow=(Related(first, HOSTILE),),
        fix=Fix(HOSTILE, ()),
        confirm=HOSTILE,
    )
    found = replace(explained(), finding=finding, package=HOSTILE, function=HOSTILE)
    notice = Notice("package-broken", HOSTILE, path, 1, HOSTILE, 1, incomplete=True)
    return report(found, notices=(notice,), sources={path: source})


def basis() -> tuple[Evidence, ...]:
    return explained().finding.evidence


@pytest.mark.parametrize("form", Format)
def test_every_format_tells_every_notice(form: Format) -> None:
    printed = text(report(notices=(BROKEN, UNMAPPED)), form)
    assert "undefined: missing" in printed
    assert "12 compiler facts" in printed


@pytest.mark.parametrize("form", Format)
def test_no_unsafe_character_of_others_is_printed_raw(form: Format) -> None:
    printed = text(hostile(), form)
    assert set(UNSAFE.findall(printed)) <= {"\n", "\t"}
    printed.encode()


def test_the_same_report_gives_the_same_bytes_in_every_process() -> None:
    program = (
        "from tests.reporters.test_formats import *\n"
        "given = report(explained(), reported(span_of(STORE, 'io')), notices=(BROKEN, UNMAPPED))\n"
        "for form in Format: sys.stdout.buffer.write(text(given, form).encode())"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert first == second
    assert b"GML104" in first


@pytest.mark.parametrize("form", Format)
def test_25_001_findings_take_linear_time(form: Format) -> None:
    line = "\theads[key] = page[:16] // é\n"
    source = f"package a\n{line * 5_000}".encode()
    size = len(line.encode())
    first = span_of(source, "page[:16]")
    findings = [reported(below(first, index % 5_000, size)) for index in range(25_001)]
    sources = {"cache/store.go": source}
    few, many = (replace(report(*some), sources=sources) for some in (findings[:2_500], findings))
    assert seconds(many, form) < 30 * seconds(few, form) + 1


def below(span: Span, rows: int, size: int) -> Span:
    """Move a span down by lines of one size."""
    start, end = (
        replace(at, line=at.line + rows, offset=at.offset + rows * size)
        for at in (span.start, span.end)
    )
    return replace(span, start=start, end=end)


def seconds(of: Report, form: Format) -> float:
    start = time.process_time()
    assert text(of, form)
    return time.process_time() - start


def test_statistics_count_findings_and_packages_by_rule() -> None:
    elsewhere = replace(reported(span_of(STORE, "io")), package="example.com/app/other")
    found = (explained(), reported(span_of(STORE, "heads")), elsewhere)
    printed = "".join(statistics.render(report(*found)))
    assert printed.splitlines() == [
        "findings  packages  rule    name",
        "       3         2  GML104  subslice-retention",
    ]
