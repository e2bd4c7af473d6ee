"""A finding as an article that unfolds."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gomemlint.model.findings import Finding
from gomemlint.model.report import ReportedFinding
from gomemlint.model.spans import Span
from gomemlint.reporters.edits import changes
from gomemlint.reporters.excerpts import Excerpts
from gomemlint.reporters.html.code import CONTEXT, listing
from gomemlint.reporters.html.markup import block, escaped
from gomemlint.reporters.levels import LEVELS
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.wording import KNOWS

UNFIT = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class Articles:
    """What articles are made of; `unfolded` and `excerpted` are the places of those in the list."""

    viewpoint: Viewpoint
    excerpts: Excerpts
    unfolded: frozenset[int]
    excerpted: frozenset[int]

    def article(self, index: int, found: ReportedFinding, anchor: str) -> Iterator[str]:
        """Yield one finding; the summary is its first line in the text report."""
        finding, level = found.finding, LEVELS[found.severity].value
        data = {
            "rule": found.rule.code,
            "level": level,
            "package": found.package,
            "fix": "yes" if finding.fix else "no",
            "order": str(index),
        }
        attributes = " ".join(f'data-{key}="{escaped(value)}"' for key, value in data.items())
        opened = " open" if index in self.unfolded else ""
        yield f'<details class="finding" id="{anchor}" {attributes}{opened}>\n<summary>'
        yield f'<span class="level {level}">{level}</span> '
        yield f'<span class="rule">{escaped(found.rule.code)}</span> '
        yield f"{escaped(finding.message)} "
        place = escaped(self.viewpoint.place(finding.span))
        yield f'<span class="place">{place}</span></summary>\n'
        yield self._facts(found, anchor)
        if index in self.excerpted:
            yield self._listing(finding.span, CONTEXT)
            yield from self._explanation(finding, lambda span: self._listing(span, 0))
            yield from self._change(finding)
        else:
            yield from self._explanation(finding, lambda _: "")
        yield "</details>\n"

    def _facts(self, found: ReportedFinding, anchor: str) -> str:
        where = f"{found.package}.{found.function}" if found.function else found.package
        facts = (found.rule.name, found.confidence.value, where)
        shown = " · ".join(escaped(fact) for fact in facts if fact)
        return f'<p class="facts">{shown} · <a href="#{anchor}">permalink</a></p>\n'

    def _listing(self, span: Span, context: int) -> str:
        file = self.excerpts.file(span.path)
        return "" if file is None else listing(file, span, context)

    def _explanation(self, finding: Finding, code: Callable[[Span], str]) -> Iterator[str]:
        yield "<dl>\n"
        for evidence in finding.evidence:
            here = evidence.span == finding.span
            place = "" if here else self._place(evidence.span)
            yield f"<dt>{KNOWS[evidence.basis]}</dt><dd>{escaped(evidence.message)}{place}"
            yield "" if here else code(evidence.span)
            raw = html.escape(block(evidence.raw))
            yield f'<pre class="raw">{raw}</pre></dd>\n' if raw else "</dd>\n"
        steps = [(f"step {number}", step) for number, step in enumerate(finding.flow, 1)]
        for label, related in (*steps, *(("see", related) for related in finding.related)):
            text, place = escaped(related.message), self._place(related.span)
            yield f"<dt>{label}</dt><dd>{text}{place}{code(related.span)}</dd>\n"
        if finding.fix:
            text = html.escape(block(finding.fix.description))
            yield f'<dt>instead</dt><dd class="cure">{text}</dd>\n'
        if finding.confirm:
            yield f"<dt>confirm</dt><dd><code>{escaped(finding.confirm)}</code></dd>\n"
        yield "</dl>\n"

    def _place(self, span: Span) -> str:
        return f' <span class="place">{escaped(self.viewpoint.place(span))}</span>'

    def _change(self, finding: Finding) -> Iterator[str]:
        for lines in changes(finding.fix, self.excerpts):
            yield '<pre class="diff">'
            yield from (f"<del>- {html.escape(block(line))}</del>\n" for line in lines.before)
            yield from (f"<ins>+ {html.escape(block(line))}</ins>\n" for line in lines.after)
            yield "</pre>\n"


def anchors(findings: tuple[ReportedFinding, ...]) -> Iterator[str]:
    """Yield a permalink for each finding; equal fingerprints are numbered."""
    seen: dict[str, int] = {}
    for found in findings:
        anchor = UNFIT.sub("_", f"{found.rule.code}-{found.fingerprint}")
        seen[anchor] = seen.get(anchor, 0) + 1
        yield anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}"
