"""The lists of which every report about changes on the heap is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.model.allocations import ListedSite
from gomemlint.model.heapdiff import Changed, HeapDiff, Ripple
from gomemlint.model.report import ReportedFinding
from gomemlint.reporters.escapes.wording import cause_label, remarks, sentence, viewpoint
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.wording import counted


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: where, what; `inner` holds the lines below it."""

    place: str
    text: str
    inner: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Views:
    """From where paths of either side are seen."""

    before: Viewpoint
    after: Viewpoint


def sections(diff: HeapDiff) -> Iterator[Section]:
    """Yield the lists that are not empty, the worst news first."""
    views = Views(viewpoint(diff.before), viewpoint(diff.after))
    warm = [site for site in diff.new if not site.is_cold]
    cold = [site for site in diff.new if site.is_cold]
    found = (
        ("Broken contracts", [broken(each, views.after) for each in diff.broken]),
        ("New on the heap", [entry(site, views.after) for site in warm]),
        ("Parameters that leak now", [ripple(each, views.after) for each in diff.ripples]),
        ("On the heap in another way", [changed(each, views.after) for each in diff.changed]),
        ("New in code that runs rarely", [entry(site, views.after) for site in cold]),
        ("Gone from the heap", [entry(site, views.before) for site in diff.gone]),
    )
    for title, entries in found:
        if entries:
            yield Section(f"{title}: {len(entries):,}", tuple(entries))


def entry(site: ListedSite, view: Viewpoint) -> Entry:
    """Say where a site is and why it is on the heap."""
    remark = remarks(site)
    ending = f" ({remark})" if remark else ""
    return Entry(view.place(site.span), f"{site.verdict}: {sentence(site)}{ending}")


def broken(found: ReportedFinding, view: Viewpoint) -> Entry:
    """Say which contract is broken, and where."""
    return Entry(view.place(found.finding.span), found.finding.message)


def ripple(found: Ripple, view: Viewpoint) -> Entry:
    """Say which parameter leaks, and who pays for it."""
    flow = found.parameter
    paid = f"; {counted(len(found.payers), 'new site')} of its callers" if found.payers else ""
    text = f"`{flow.name}` of `{flow.function}` reaches the heap{paid}"
    return Entry(view.place(flow.span), text, tuple(entry(site, view) for site in found.payers))


def changed(found: Changed, view: Viewpoint) -> Entry:
    """Say what is different about a site."""
    after = entry(found.after, view)
    return Entry(after.place, f"{after.text}; before: {was(found.before)}")


def was(site: ListedSite) -> str:
    """Describe the earlier state of a site."""
    cause = "" if site.escape is None else f", {cause_label(site.escape.cause)}"
    return f"{site.verdict}{cause}, {'in a loop' if site.loops else 'in no loop'}"


def headline(diff: HeapDiff) -> str:
    """Sum up a comparison."""
    until = diff.until or "the work tree"
    between = f"between {diff.since} and {until}"
    unknown = len(diff.unknown)
    apart = f" {counted(unknown, 'package')} could not be compared." if unknown else ""
    if diff.is_empty:
        rest = " in what could be compared" if unknown else ""
        return f"Nothing changed on the heap {between}{rest}.{apart}"
    loops = sum(1 for site in diff.new if site.loops)
    in_loops = f" ({loops:,} in loops)" if loops else ""
    counts = (
        (len(diff.new), f"{counted(len(diff.new), 'new site')}{in_loops}"),
        (len(diff.gone), f"{len(diff.gone):,} gone"),
        (len(diff.changed), f"{len(diff.changed):,} changed"),
        (len(diff.ripples), f"{counted(len(diff.ripples), 'parameter')} began to leak"),
        (len(diff.broken), counted(len(diff.broken), "broken contract")),
    )
    return f"{', '.join(text for count, text in counts if count)} {between}.{apart}"
