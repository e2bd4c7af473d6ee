"""The pages of all rules as a small site that a browser opens from the file system."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.go import GoLexer

from gomemlint.authoring.pages import Page, families

ASSETS = files("gomemlint.authoring") / "assets"
LIGHT, DARK = "default", "github-dark"


class Entry(msgspec.Struct, frozen=True):
    """What the search looks through."""

    code: str
    text: str


def site(pages: Sequence[Page]) -> Mapping[str, str]:
    """Return the files of the site by name."""
    entries = [Entry(page.metadata.code, page.markdown().lower()) for page in pages]
    made = {
        "index.html": document("Rules", "".join(listing(pages)), search=True),
        "site.css": asset("site.css") + colours(),
        "search.js": asset("search.js"),
        "pages.js": f"const PAGES = {msgspec.json.encode(entries).decode()};\n",
    }
    for page in pages:
        body = f'<nav><a href="index.html">All rules</a></nav>\n{rendered(page.markdown())}'
        made[f"{page.metadata.code}.html"] = document(page.title, body)
    return made


def document(title: str, body: str, *, search: bool = False) -> str:
    """Return a whole page."""
    scripts = '<script src="pages.js"></script>\n<script src="search.js"></script>\n'
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{html.escape(title)} - gomemlint</title>\n"
        '<link rel="stylesheet" href="site.css">\n</head>\n<body>\n<main>\n'
        f"{body}</main>\n{scripts if search else ''}</body>\n</html>\n"
    )


def listing(pages: Sequence[Page]) -> Iterator[str]:
    """Yield the list of rules with the field that searches it."""
    yield "<h1>Rules of gomemlint</h1>\n"
    yield '<p><label>Search <input type="search" id="search" autofocus></label> '
    yield f'<output id="shown">{len(pages)} rules</output></p>\n'
    for family, members in families(pages):
        yield f"<section>\n<h2>{html.escape(family.capitalize())}</h2>\n<ul>\n"
        for page in members:
            code, title = page.metadata.code, html.escape(page.title)
            yield f'<li id="{code}"><a href="{code}.html">{title}</a> '
            yield f"{inline(page.doc.summary)}</li>\n"
        yield "</ul>\n</section>\n"


def rendered(markdown: str) -> str:
    """Render Markdown; raw HTML in it stays text."""
    made: str = parser().render(markdown)
    return made


def inline(markdown: str) -> str:
    """Render one line of Markdown without a paragraph around it."""
    made: str = parser().renderInline(markdown)
    return made


@cache
def parser() -> MarkdownIt:
    """Make the parser once."""
    options = {"html": False, "highlight": coloured}
    return MarkdownIt("commonmark", options).enable("table")


def coloured(code: str, language: str, _: str) -> str:
    """Colour Go; nothing means that the parser escapes the text itself."""
    if language != "go":
        return ""
    return highlight(code, GoLexer(stripnl=False), HtmlFormatter(nowrap=True))


def colours() -> str:
    """Return the colours of Go for light and for dark."""
    light, dark = (style_of(name) for name in (LIGHT, DARK))
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def style_of(name: str) -> str:
    """Return the rules of one of Pygments' styles."""
    made: str = HtmlFormatter(style=name).get_style_defs(  # type: ignore[no-untyped-call] # a bare stub
        "code"
    )
    return made


def asset(name: str) -> str:
    """Read a file that is shipped with us."""
    return (ASSETS / name).read_text(encoding="utf-8")
