"""Parts in SARIF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from gomemlint.errors import ConfigError
from gomemlint.model.report import GoEnvironment, Notice, Summary
from gomemlint.reporters.json import Totals
from gomemlint.reporters.levels import Level
from gomemlint.reporters.merging.whole import (
    UNREADABLE,
    Loaded,
    Merged,
    complete,
    damaged,
    noticed,
    spliced,
    summed,
    whole_run,
)
from gomemlint.reporters.ranking import highest
from gomemlint.reporters.sarif.document import MOST_BYTES, MOST_RESULTS, cut, cut_to, notification
from gomemlint.reporters.sarif.log import (
    AutomationDetails,
    Invocation,
    InvocationProperties,
    Log,
    Notification,
    PartProperties,
    Result,
    Run,
)
from gomemlint.reporters.wording import Outline, sentences


def merged(files: Iterable[tuple[str, bytes]], most_bytes: int = MOST_BYTES) -> Merged:
    """Merge the logs in files, given by name and content, and cut the whole as any log is."""
    parts = complete([loaded(name, data) for name, data in files])
    runs = [frame(part) for part in parts]
    for part, run in zip(parts, runs, strict=True):
        if run != runs[0]:
            raise ConfigError(
                f"{parts[0].name} and {part.name} are not parts of one run: "
                "they were made at different commits, or with different rules"
            )
    results = spliced(parts, findings, address, lambda part: part.files)
    hidden = spliced(parts, suppressed, address, lambda part: part.hidden)
    notices = noticed(parts, lambda run: run.invocations[0].tool_execution_notifications)
    properties = [part_of(part.document) for part in parts]
    totals = summed([each.summary for each in properties if each], results, notices)

    def log_of(count: int) -> Log:
        kept = highest(results, count, lambda result: result.rank)
        told = dict(notices)
        if count < total:
            notice = cut_to(count, total)
            told[notice] = notification(notice)
        run = msgspec.structs.replace(
            runs[0],
            results=(*kept, *hidden[: count - len(kept)]),
            invocations=(invocation(parts[0], kept, told, totals),),
        )
        return Log(runs=(run,))

    total = len(results) + len(hidden)
    count = min(total, MOST_RESULTS)
    return Merged(f"{cut(log_of, count, most_bytes)}\n", results, tuple(notices))


def loaded(name: str, data: bytes) -> Loaded[Run]:
    """Read a log that `reporters.sarif` wrote."""
    try:
        (run,) = msgspec.json.decode(data, type=Log).runs
        _ = [Level(result.level) for result in run.results]
        properties = part_of(run)
    except UNREADABLE as error:
        raise damaged(name, error) from error
    if properties is None:
        raise whole_run(name)
    return Loaded(name, properties.shard, properties.go, run)


def part_of(run: Run) -> PartProperties | None:
    """Return what a log says about its shard, None for the log of a whole."""
    (invocation,) = run.invocations
    part = invocation.properties.part
    return None if part is msgspec.UNSET else part


def frame(part: Loaded[Run]) -> Run:
    """Return what is the same in all parts and in the whole."""
    shard = part.shard
    category = part.document.automation_details.id
    name = f"shard-{shard.number}-of-{shard.count}/"
    return msgspec.structs.replace(
        part.document,
        automation_details=AutomationDetails(id=category.removesuffix(name)),
        invocations=(),
        results=(),
    )


def findings(run: Run) -> list[Result]:
    """Return what nothing hides."""
    return [result for result in run.results if not result.suppressions]


def suppressed(run: Run) -> list[Result]:
    """Return what is in the log although a comment or a baseline hides it."""
    return [result for result in run.results if result.suppressions]


def address(result: Result) -> str:
    """Return the file that a result is in."""
    for location in result.locations:
        if location.physical_location is not None:
            return location.physical_location.artifact_location.uri
    return ""


def invocation(
    part: Loaded[Run],
    results: Iterable[Result],
    notices: dict[Notice, Notification],
    totals: Totals,
) -> Invocation:
    """Return how the whole run went."""
    go = part.go
    outline = Outline(
        levels=Counter(Level(result.level) for result in results),
        notices=tuple(notices),
        summary=summary(totals),
        go=GoEnvironment(go.version, go.goos, go.goarch, go.tags),
    )
    return Invocation(
        execution_successful=totals.complete or totals.packages > 0,
        tool_execution_notifications=tuple(notices.values()),
        properties=InvocationProperties(summary=sentences(outline)),
    )


def summary(totals: Totals) -> Summary:
    """Read the counts back."""
    return Summary(
        packages=totals.packages,
        files=totals.files,
        lines=totals.lines,
        excluded_files=totals.excluded_files,
        generated_files=totals.generated_files,
        suppressed=totals.suppressed,
        known=totals.known,
        packages_blocked=totals.packages_blocked,
        compiler_lines=totals.compiler_lines,
        rules=totals.rules,
        contracts=totals.contracts,
        contracts_bound=totals.contracts_bound,
        contracts_proved=totals.contracts_proved,
    )
