"""What our pages have in common: a head that allows nothing but our own style, and sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from gomemlint.model.allocations import Link, ListedSite
from gomemlint.reporters.cleaning import visible_lines
from gomemlint.reporters.escapes.wording import cause_label, remarks, sentence
from gomemlint.reporters.html.code import listing, stylesheet
from gomemlint.reporters.html.document import asset, digest
from gomemlint.reporters.html.markup import escaped, inline
from gomemlint.reporters.places import Viewpoint
from gomemlint.semantic.allocation.advice import ADVICE
from gomemlint.syntax.positions import LineIndex

Files: TypeAlias = Mapping[str, LineIndex]
NO_FILES: Files = {}

STYLE = """
.verdict { font-weight: 600; white-space: nowrap; }
.heap { color: var(--error); } .conditional, .unknown { color: var(--warning); }
.stack, .static { color: var(--note); }
ol.way { list-style: none; margin: .5rem 0 .5rem .75rem; padding: 0; }
ol.way > li { position: relative; padding: 0 0 .75rem 2rem; border-left: 2px solid var(--line); }
ol.way > li:last-child { border-left-color: transparent; padding-bottom: 0; }
ol.way > li > .step {
  position: absolute; left: -.8rem; width: 1.6rem; height: 1.6rem; border-radius: 50%;
  background: var(--note); color: var(--back); text-align: center; font-size: .875rem;
}
.file { overflow-x: auto; background: var(--panel); border-radius: 4px; padding: .5rem 0; }
.file .row { display: grid; grid-template-columns: 8.5rem 4rem max-content; }
.file .row.here { background: var(--mark); }
.file .row > a, .file .row > .none { padding-left: .75rem; font-size: .8rem; }
.file .row > a { text-decoration: none; }
.file .row > .ln { text-align: right; font: .875rem ui-monospace, "DejaVu Sans Mono", monospace; }
.file pre { margin: 0; padding: 0; background: none; tab-size: 4; }
"""


def head(title: str, version: str) -> Iterator[str]:
    """Yield the head: a policy that allows our own style, no script and no request."""
    style = asset("report.css") + stylesheet() + STYLE
    policy = f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src '{digest(style)}'"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n'
    yield f'<meta name="generator" content="gomemlint {escaped(version)}">\n'
    yield f"<title>{escaped(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"


def article(
    site: ListedSite, view: Viewpoint, files: Files, *, anchor: str, opened: bool
) -> Iterator[str]:
    """Yield a site that unfolds; `files` are the sources that its steps are shown in."""
    yield f'<details class="finding"{" open" if opened else ""}>\n<summary>{badge(site)} '
    yield f"{inline(sentence(site))} "
    yield f'<span class="place">{escaped(view.place(site.span))}</span></summary>\n'
    facts = (site.kind.value, remarks(site), site.function, site.package)
    shown = " · ".join(escaped(fact) for fact in facts if fact)
    yield f'<p class="facts" id="{anchor}">{shown}</p>\n'
    yield f"<p>{inline(site.verdict.reason)}.</p>\n"
    if site.escape is not None:
        yield f"<h4>{escaped(cause_label(site.escape.cause))}</h4>\n"
        yield from way(site.escape.chain, view, files)
        advice = ADVICE[site.escape.cause]
        yield f"<dl><dt>instead</dt><dd>{inline(advice.instead)}</dd>"
        yield f"<dt>not if</dt><dd>{inline(advice.unless)}</dd></dl>\n"
    lines = [line for raw in site.raw for line in visible_lines(raw)]
    if lines:
        text = "\n".join(escaped(line) for line in lines)
        yield f'<pre class="raw">{text}</pre>\n'
    yield "</details>\n"


def way(chain: tuple[Link, ...], view: Viewpoint, files: Files) -> Iterator[str]:
    """Draw the way of the memory, step by step."""
    if not chain:
        return
    yield '<ol class="way">\n'
    for number, link in enumerate(chain, 1):
        place = escaped(view.place(link.span))
        yield f'<li><span class="step">{number}</span>{inline(link.message)} '
        yield f'<span class="place">{place}</span>'
        if link.span.path in files:
            yield listing(files[link.span.path], link.span, 0)
        yield "</li>\n"
    yield "</ol>\n"


def badge(site: ListedSite) -> str:
    """Return the verdict in its colour."""
    return f'<span class="verdict {site.verdict.storage.value}">{escaped(str(site.verdict))}</span>'
