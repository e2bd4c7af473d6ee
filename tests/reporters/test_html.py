"""The HTML report as a parser sees it; scripts/surfaces has it in a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest

from gomemlint.model.findings import Severity
from gomemlint.model.report import Report
from gomemlint.reporters.formats import Format, render
from tests.reporters.reports import BROKEN, STORE, explained, report, reported, span_of

VOID = {"meta", "input"}


@dataclass
class Outline(HTMLParser):
    """Collects elements, and the text inside of `pre`."""

    open: list[str] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    source: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "pre" in self.open:
            self.source.append(data)


def text(of: Report) -> str:
    return "".join(render(of, Format.HTML))


def outline(of: Report) -> Outline:
    parser = Outline()
    parser.feed(text(of))
    assert parser.open == []
    return parser


def test_elements_are_closed_and_ids_are_unique() -> None:
    page = outline(report(*[explained()] * 3, notices=(BROKEN,)))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert "GML104-8f4c0d1e2b7a4c55" in ids
    assert "GML104-8f4c0d1e2b7a4c55-3" in ids


def test_nothing_is_loaded_from_anywhere() -> None:
    page = outline(report(explained()))
    assert not {"link", "img", "iframe", "object"} & {tag for tag, _ in page.elements}
    assert not any("src" in attributes for _, attributes in page.elements)
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert links == ["#GML104-8f4c0d1e2b7a4c55"]
    assert "url(" not in text(report())


def test_source_of_others_stays_text() -> None:
    source = b'package a\n\nvar s = "</script><img src=x onerror=alert(1)>&amp;"\n'
    found = reported(span_of(source, "img"), '"><script>alert(1)</script>')
    page = outline(report(found, sources={"cache/store.go": source}))
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert '"</script><img src=x onerror=alert(1)>&amp;"' in "".join(page.source)


@pytest.mark.parametrize("marked", ["page[:16]", "heads = map[string", "name; heads[key]", "Read"])
def test_the_span_is_marked_exactly(marked: str) -> None:
    shown = text(report(reported(span_of(STORE, marked))))
    marks = re.findall("<mark>(.*?)</mark>", shown.split("<dl>")[0])
    assert re.sub("<[^>]*>", "", "".join(marks)) == marked


def test_a_span_of_several_lines_is_marked_line_by_line() -> None:
    source = b"package a\n\nvar x = f(\n\t`a\nb`,\n)\n"
    found = reported(span_of(source, "f(\n\t`a\nb`,\n)"))
    shown = text(report(found, sources={"cache/store.go": source})).split("<dl>")[0]
    for line in shown.split("<pre")[1].split("\n"):
        assert line.count("<mark>") == line.count("</mark>")


def test_past_2_000_findings_the_lowest_rank_comes_without_source() -> None:
    low = replace(reported(span_of(STORE, "heads")), severity=Severity.LOW)
    printed = text(report(low, *[reported(span_of(STORE, "io"))] * 2_000))
    assert printed.count('<details class="finding"') == 2_001
    assert printed.count('<pre class="src">') == 2_000
    assert "source is shown for 2,000 of 2,001 findings" in printed


def test_the_page_of_a_rule_is_shown_with_its_code() -> None:
    printed = text(report(explained()))
    assert "<h4>Why it matters</h4>" in printed
    assert "<pre>heads[name] = bytes.Clone(page[:16])" in printed
