"""All that is known about a line, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.allocations import ListedSite
from gomemlint.model.report import Terminal
from gomemlint.model.survey import Explanation
from gomemlint.reporters.cleaning import one_line, visible, visible_lines
from gomemlint.reporters.escapes.wording import (
    CONFIRM,
    cause_label,
    remarks,
    sentence,
    viewpoint,
)
from gomemlint.reporters.painting import Brush, Ink
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.wording import notice_line
from gomemlint.semantic.allocation.advice import ADVICE

TAB = 4
FOLD = "    "
NOTHING = "Nothing on this line needs memory of its own."
UNKNOWN = "What this line needs is not known: not all of its package could be analysed."


def render(explanation: Explanation, terminal: Terminal) -> Iterator[str]:
    """Print the line, then each site: verdict, cause, way, advice, the compiler's words."""
    view, brush = viewpoint(explanation.survey), Brush(terminal)
    text = explanation.source.split(b"\n")[explanation.line - 1].decode("utf-8", "replace")
    place = f"{view.path(explanation.path)}:{explanation.line}"
    code = visible(text.strip().expandtabs(TAB))
    yield f"{brush.paint(Ink.STRONG, visible(place))}  {brush.go(code)}\n"
    if not explanation.sites:
        yield f"\n{silence(explanation)}\n"
    for site in explanation.sites:
        yield "\n"
        yield from (f"{brush.folded(line, FOLD)}\n" for line in _site(site, view, brush))
        yield from (f"{line}\n" for line in _quoted(site, brush))
    yield from _facts(explanation, brush)
    for notice in explanation.survey.notices:
        yield f"\n{notice_line(notice, view)}\n"


def silence(explanation: Explanation) -> str:
    """Say why there is no site."""
    is_known = not any(notice.incomplete for notice in explanation.survey.notices)
    return NOTHING if is_known else UNKNOWN


def _site(site: ListedSite, view: Viewpoint, brush: Brush) -> Iterator[str]:
    paint = brush.paint
    remark = remarks(site)
    ending = f" {paint(Ink.FAINT, f'({remark})')}" if remark else ""
    yield (
        f"{paint(Ink.CODE, str(site.verdict))}  {brush.go(visible(site.expression))}"
        f"  {paint(Ink.FAINT, site.kind.value)}{ending}"
    )
    yield f"  {paint(Ink.STRONG, 'verdict:')} {one_line(site.verdict.reason)}"
    escape = site.escape
    if escape is not None:
        yield f"  {paint(Ink.STRONG, 'cause:')} {cause_label(escape.cause)}"
        yield f"  {paint(Ink.STRONG, 'why:')} {one_line(sentence(site))}"
        for number, link in enumerate(escape.chain, 1):
            where = paint(Ink.FAINT, f"({visible(view.place(link.span))})")
            yield f"  {paint(Ink.STRONG, f'step {number}:')} {one_line(link.message)} {where}"
        advice = ADVICE[escape.cause]
        yield f"  {paint(Ink.STRONG, 'instead:')} {advice.instead}"
        yield f"  {paint(Ink.STRONG, 'not if:')} {advice.unless}"


def _quoted(site: ListedSite, brush: Brush) -> Iterator[str]:
    """Yield what stays whole: a command to copy, and the compiler's own lines."""
    function = site.function.rpartition(".")[2] or site.function
    if site.escape is not None and function:
        label = brush.paint(Ink.STRONG, "confirm:")
        yield f"  {label} {CONFIRM.format(visible(function))}"
    for raw in site.raw:
        yield from (f"    {brush.paint(Ink.FAINT, line)}" for line in visible_lines(raw))


def _facts(explanation: Explanation, brush: Brush) -> Iterator[str]:
    paint = brush.paint
    if explanation.parameters:
        yield "\n"
    for parameter in explanation.parameters:
        name = paint(Ink.STRONG, visible(parameter.name))
        yield f"parameter {name} {one_line(parameter.remark)}\n"
    if explanation.remarks:
        yield f"\n{paint(Ink.STRONG, 'the compiler also says:')}\n"
    for remark in explanation.remarks:
        yield from (f"    {paint(Ink.FAINT, line)}\n" for line in visible_lines(remark))
