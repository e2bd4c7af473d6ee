"""The commands that list what goes to the heap and explain a line, on small modules."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from gomemlint.cli.exits import Exit
from gomemlint.cli.main import main

SOURCE = """package m

import "io"

func read(r io.Reader) (n int) {
	for {
		var b [8]byte
		m, err := r.Read(b[:])
		if err != nil {
			return n
		}
		n += m
	}
}

func text(s string) string { return s + "<script>" }
"""


class Site(msgspec.Struct):
    code: str
    verdict: str
    message: str
    function: str
    loops: int
    unless: str


class Group(msgspec.Struct):
    title: str
    sites: int
    in_loops: int


class Listing(msgspec.Struct):
    groups: list[Group]
    sites: list[Site]


class Line(msgspec.Struct):
    path: str
    line: int
    text: str
    sites: list[Site]


class Tags(HTMLParser):
    """The tags of a page that are open, and those that are not allowed in ours."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        if tag in {"script", "link", "img", "iframe"}:
            self.foreign.append(tag)
        self.foreign += [f"{name}={value}" for name, value in attrs if "//" in (value or "")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.24\n", encoding="utf-8")
    (tmp_path / "a.go").write_text(SOURCE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == Exit.CLEAN
    return capsys.readouterr().out


@pytest.mark.usefixtures("module")
def test_sites_are_grouped_by_cause_with_counts(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "escapes")
    assert "GML406 passed to a callee that the compiler does not know: 1 site" in out
    assert "a.go:7:7: heap: `b` outlives `read`: line 8 passes `b[:]` to `r.Read`" in out
    assert "(in a loop)" in out
    assert out.rstrip().splitlines()[-1].startswith("2 sites on the heap or possibly so")


@pytest.mark.usefixtures("module")
def test_sites_of_one_function_are_listed_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    listing = msgspec.json.decode(
        printed(capsys, "escapes", "--func", "text", "--output-format", "json"), type=Listing
    )
    assert [(site.code, site.function) for site in listing.sites] == [("GML403", "text")]


@pytest.mark.usefixtures("module")
def test_groups_can_be_functions(capsys: pytest.CaptureFixture[str]) -> None:
    listing = msgspec.json.decode(
        printed(capsys, "escapes", "--by", "function", "--output-format", "json"), type=Listing
    )
    assert {group.title for group in listing.groups} == {
        "example.com/m.read",
        "example.com/m.text",
    }


@pytest.mark.usefixtures("module")
def test_top_cuts_sites_but_no_counts(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "escapes", "--by", "package", "--top", "1")
    assert "example.com/m: 2 sites" in out
    assert "and 1 more" in out


@pytest.mark.usefixtures("module")
def test_a_function_without_sites_is_a_usage_error() -> None:
    assert main(["escapes", "--func", "nobody"]) == Exit.USAGE


@pytest.mark.usefixtures("module")
def test_a_line_is_explained_with_advice_and_when_not_to_follow_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = printed(capsys, "explain", "a.go:7")
    assert "cause: GML406 passed to a callee that the compiler does not know" in out
    assert "step 1: takes the address of `b`" in out
    assert "instead: move the buffer out of the loop" in out
    assert "not if: the callee may keep the memory" in out
    assert "moved to heap: b" in out


@pytest.mark.usefixtures("module")
def test_a_line_as_data_has_its_text_and_sites(capsys: pytest.CaptureFixture[str]) -> None:
    line = msgspec.json.decode(
        printed(capsys, "explain", "--output-format", "json", "a.go:7"), type=Line
    )
    assert (line.path, line.line, line.text) == ("a.go", 7, "\t\tvar b [8]byte")
    assert [(site.verdict, site.loops) for site in line.sites] == [("heap", 1)]


@pytest.mark.usefixtures("module")
def test_a_line_without_memory_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "explain", "a.go:5")
    assert "Nothing on this line needs memory of its own." in out
    assert "parameter r reaches the heap" in out


@pytest.mark.usefixtures("module")
@pytest.mark.parametrize("arguments", [("escapes",), ("explain", "a.go:7")])
def test_a_page_is_whole_and_asks_nobody(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    page = printed(capsys, *arguments, "--output-format", "html")
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert tags.foreign == []
    assert re.search(r"default-src 'none'; .*style-src 'sha256-", page)
    assert "<script>" not in page


@pytest.mark.usefixtures("module")
def test_a_line_that_is_not_there_is_a_usage_error() -> None:
    assert main(["explain", "a.go:99"]) == Exit.USAGE
    assert main(["explain", "b.go:1"]) == Exit.USAGE


@pytest.mark.usefixtures("module")
@pytest.mark.parametrize("arguments", [("escapes",), ("explain", "a.go:7")])
def test_nobody_but_the_compiler_knows_what_escapes(arguments: tuple[str, ...]) -> None:
    assert main([*arguments, "--no-compiler"]) == Exit.USAGE


def test_nothing_is_said_of_a_line_that_was_not_analysed(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (module / "b.go").write_text("package m\n\nvar x int = nothing\n", encoding="utf-8")
    assert main(["explain", "b.go:1"]) == Exit.INCOMPLETE
    assert "What this line needs is not known" in capsys.readouterr().out


def test_a_package_that_does_not_compile_is_no_clean_survey(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (module / "b.go").write_text("package m\n\nvar x int = nothing\n", encoding="utf-8")
    assert main(["escapes"]) == Exit.INCOMPLETE
    assert "incomplete: package-broken" in capsys.readouterr().out
