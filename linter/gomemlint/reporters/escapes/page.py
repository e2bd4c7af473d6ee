"""All that is known about a line, as one HTML file: its file with verdicts in the margin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gomemlint.model.allocations import ListedSite
from gomemlint.model.survey import Explanation
from gomemlint.reporters.escapes.document import Files, article, head
from gomemlint.reporters.escapes.explanation import silence
from gomemlint.reporters.escapes.wording import viewpoint
from gomemlint.reporters.html.code import cleaned, coloured
from gomemlint.reporters.html.markup import escaped
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.wording import notice_kind, notice_line
from gomemlint.syntax.positions import LineIndex

MOST_LINES = 20_000


def render(explanation: Explanation) -> Iterator[str]:
    """Write the sites of the line, then the source with all verdicts, then all sites."""
    view = viewpoint(explanation.survey)
    files = {path: LineIndex(source) for path, source in explanation.sources.items()}
    page = Page(explanation, view, files)
    place = f"{view.path(explanation.path)}:{explanation.line}"
    yield from head(f"gomemlint: {place}", explanation.survey.version)
    yield f"<header><h1>{escaped(place)}</h1></header>\n<main>\n"
    for notice in explanation.survey.notices:
        text = escaped(notice_line(notice, view))
        yield f'<p class="{notice_kind(notice)}">{text}</p>\n'
    yield from page.line()
    yield from page.source()
    yield from page.sites()
    yield "</main>\n</body>\n</html>\n"


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of the page."""

    explanation: Explanation
    view: Viewpoint
    files: Files

    def line(self) -> Iterator[str]:
        """Yield what is known about the line itself."""
        if not self.explanation.sites:
            yield f"<p>{escaped(silence(self.explanation))}</p>\n"
        for number, site in enumerate(self.explanation.sites):
            yield from self._article(site, f"here-{number}", opened=True)
        for parameter in self.explanation.parameters:
            name, remark = escaped(parameter.name), escaped(parameter.remark)
            yield f"<p>The parameter <code>{name}</code> {remark}.</p>\n"
        if self.explanation.remarks:
            text = "\n".join(escaped(line) for line in self.explanation.remarks)
            yield f'<h4>The compiler also says</h4><pre class="raw">{text}</pre>\n'

    def source(self) -> Iterator[str]:
        """Yield the file, coloured, the verdict of each site in the margin."""
        text = cleaned(self.explanation.source)
        lines = "".join(coloured(text, 0, 0)).split("\n")[:MOST_LINES]
        margins = self._margins()
        yield '<h2>The file</h2>\n<div class="file src">\n'
        for number, line in enumerate(lines, 1):
            here = " here" if number == self.explanation.line else ""
            yield f'<div class="row{here}" id="L{number}">{margins.get(number, NO_VERDICT)}'
            yield f'<span class="ln">{number}</span><pre>{line}</pre></div>\n'
        yield "</div>\n"

    def sites(self) -> Iterator[str]:
        """Yield all sites of the file, folded."""
        yield "<h2>All sites of the file</h2>\n"
        for number, site in enumerate(self.explanation.neighbours):
            yield from self._article(site, f"site-{number}", opened=False)

    def _article(self, site: ListedSite, anchor: str, *, opened: bool) -> Iterator[str]:
        yield from article(site, self.view, self.files, anchor=anchor, opened=opened)

    def _margins(self) -> Mapping[int, str]:
        """Return the worst verdict of each line, as a link to its site."""
        worst: dict[int, tuple[int, int, ListedSite]] = {}
        for number, site in enumerate(self.explanation.neighbours):
            line, rank = site.span.start.line, site.verdict.storage.rank
            if line not in worst or worst[line][0] < rank:
                worst[line] = rank, number, site
        return {
            line: f'<a class="verdict {site.verdict.storage.value}" href="#site-{number}">'
            f"{escaped(str(site.verdict))}</a>"
            for line, (_, number, site) in worst.items()
        }


NO_VERDICT = '<span class="none"></span>'
