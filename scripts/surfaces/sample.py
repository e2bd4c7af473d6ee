"""A Go module in a git repository with all that makes places hard, and a report about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gomemlint.model.findings import (
    Basis,
    Edit,
    Evidence,
    Finding,
    Fix,
    Related,
)
from gomemlint.model.report import (
    GoEnvironment,
    Hidden,
    HiddenBy,
    Notice,
    Report,
    ReportedFinding,
    Revision,
    RulePages,
    Summary,
)
from gomemlint.model.spans import Span
from gomemlint.reporters.formats import Format, render
from gomemlint.syntax.positions import LineIndex
from tests.reporters.reports import PAGE, SUBSLICE
from tests.repositories import commit, git

MARKED = "page[:16]"

STORE = """package cache

import "io"

var heads = map[string][]byte{}

func remember(name string, r io.Reader) {
\tpage, _ := io.ReadAll(r)
\theads[name] = page[:16]
}
"""

PLACES = {
    "cache/plain.go": STORE,
    "cache/tabs.go": STORE.replace("\theads", "\t\t\tif\ttrue\t{ heads").replace("16]", "16] }"),
    "cache/wide.go": STORE.replace("\theads", '\t_ = "é😀漢e\u0301"; heads'),
    "cache/windows.go": STORE.replace("\n", "\r\n"),
    "cache/bom.go": f"\ufeff{STORE}",
    "cache/repeated.go": STORE.replace("\theads", "\theads[name] = page[:16]\n" * 9 + "\theads"),
    "cache/a b#1.go": STORE.replace("package cache", "package cache // </script><b>F[int](1)"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """The repository and the folder with one rendered report per format."""

    repository: Path
    reports: Path
    report: Report

    def path(self, form: Format) -> Path:
        """Return the file of a format."""
        return self.reports / f"report.{form.value}"

    @property
    def gated(self) -> Path:
        """Return the SARIF file of a run with a baseline, what is hidden included."""
        return self.reports / "gated.sarif"


def make(folder: Path) -> Sample:
    """Write the repository, with the findings in its second commit, and all reports."""
    repository, reports = folder / "repository", folder / "reports"
    (repository / "cache").mkdir(parents=True)
    reports.mkdir()
    (repository / "go.mod").write_text("module example.com/widget\n\ngo 1.24\n")
    commit(repository)
    for path, text in PLACES.items():
        (repository / path).write_bytes(text.encode())
    commit(repository)
    report = report_about(repository, git(repository, "rev-parse", "HEAD"))
    sample = Sample(repository, reports, report)
    for form in Format:
        sample.path(form).write_bytes("".join(render(report, form)).encode())
    sample.gated.write_bytes("".join(render(gated(report), Format.SARIF)).encode())
    return sample


def gated(report: Report) -> Report:
    """Hide one finding by a comment, another by a baseline."""
    first, second, *findings = report.findings
    hidden = (
        Hidden(first, HiddenBy.SOURCE, "the page is small"),
        Hidden(second, HiddenBy.BASELINE, "It is accepted in base.json"),
    )
    return replace(report, findings=tuple(findings), hidden=hidden, is_gated=True)


def report_about(repository: Path, revision: str) -> Report:
    """Report every place that keeps a page."""
    sources = {path: (repository / path).read_bytes() for path in PLACES}
    findings = tuple(
        found for path in sorted(sources) for found in findings_in(path, sources[path])
    )
    broken = Notice(
        "package-broken",
        "undefined: missing",
        path="cache/plain.go",
        line=1,
        package="example.com/widget/broken",
        blocks=2,
        incomplete=True,
    )
    return Report(
        version="0.1.0",
        root=str(repository),
        repository=str(repository),
        go=GoEnvironment("go1.27.3", "linux", "amd64", ()),
        findings=findings,
        notices=(broken,),
        summary=Summary(packages=1, files=len(sources), lines=80, rules=1),
        rules=(SUBSLICE,),
        documents={SUBSLICE.code: PAGE},
        sources=sources,
        directory=str(repository),
        revision=Revision("https://github.com/acme/widget", revision, "refs/heads/main"),
        pages=RulePages("https://example.org/rules/{code}.md"),
    )


def findings_in(path: str, source: bytes) -> Iterator[ReportedFinding]:
    """Yield a finding for each occurrence of the marked text."""
    at = source.find(MARKED.encode())
    number = 0
    while at >= 0:
        number += 1
        yield finding_at(path, source, at, number)
        at = source.find(MARKED.encode(), at + 1)


def finding_at(path: str, source: bytes, at: int, number: int) -> ReportedFinding:
    """Return a finding that has everything a finding can have."""
    whole = span_at(path, source, at, MARKED)
    store = span_at(path, source, source.index(b"heads"), "heads")
    array = span_at(path, source, source.index(b"page, _"), "page")
    finding = Finding(
        whole,
        "heads keeps all of page alive; F[int](1) is no link",
        evidence=(
            Evidence(Basis.SYNTAX, store, "heads is declared at package level"),
            Evidence(Basis.COMPILER, whole, "page escapes", f"./{path}:9:16: page escapes to heap"),
        ),
        related=(Related(array, "page is read here"),),
        flow=(Related(array, "page is read"), Related(whole, "16 bytes of it are kept")),
        fix=Fix("clone the part that is kept", (Edit(whole, f"bytes.Clone({MARKED})"),)),
        confirm="go tool pprof -sample_index=inuse_space http://localhost:6060/debug/pprof/heap",
    )
    fingerprint = f"{sorted(PLACES).index(path):08x}{number:08x}"
    return ReportedFinding(
        SUBSLICE,
        finding,
        SUBSLICE.severity,
        SUBSLICE.confidence,
        SUBSLICE.tier,
        "example.com/widget/cache",
        "remember",
        fingerprint,
    )


def span_at(path: str, source: bytes, start: int, text: str) -> Span:
    """Return the span of a text that starts at an offset."""
    index = LineIndex(source)
    return Span(path, index.position(start), index.position(start + len(text.encode())))
