"""Which files are parts of one report, and of which format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from gomemlint.errors import ConfigError
from gomemlint.reporters.formats import Format
from gomemlint.reporters.json import SCHEMA
from gomemlint.reporters.merging import json, sarif
from gomemlint.reporters.merging.whole import UNREADABLE, Merged

OURSELVES = "gomemlint"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that should be the report of a shard."""

    name: str
    data: bytes


class Program(msgspec.Struct, frozen=True):
    """Who wrote a report."""

    name: str = ""
    version: str = ""


class Driver(msgspec.Struct, frozen=True):
    """The tool of a SARIF run."""

    driver: Program


class Run(msgspec.Struct, frozen=True):
    """A SARIF run."""

    tool: Driver


class Head(msgspec.Struct, frozen=True):
    """What tells a report of ours, in JSON or in SARIF, from any other file."""

    schema: int = 0
    tool: Program = Program()
    runs: tuple[Run, ...] = ()


def merged(sources: Sequence[Source], version: str) -> Merged:
    """Merge reports that this version wrote; raise `ConfigError` where that makes no whole."""
    forms = {source.name: form_of(source, version) for source in sources}
    first = sources[0].name
    for name, form in forms.items():
        if form is not forms[first]:
            raise ConfigError(
                f"{first} is {forms[first].value}, {name} is {form.value}; merge parts of one "
                "format at a time"
            )
    files = [(source.name, source.data) for source in sources]
    return sarif.merged(files) if forms[first] is Format.SARIF else json.merged(files)


def form_of(source: Source, version: str) -> Format:
    """Return the format of a report that this very version wrote."""
    try:
        head = msgspec.json.decode(source.data, type=Head)
    except UNREADABLE as error:
        raise ConfigError(
            f"{source.name} is no JSON or SARIF report of gomemlint: {error}"
        ) from error
    program = head.runs[0].tool.driver if len(head.runs) == 1 else head.tool
    if program.name != OURSELVES or (head.schema != SCHEMA and not head.runs):
        raise ConfigError(f"{source.name} is no JSON or SARIF report of gomemlint")
    if program.version != version:
        raise ConfigError(
            f"{source.name} was written by gomemlint {program.version}, this is {version}; "
            "merge with the version that wrote the parts"
        )
    return Format.SARIF if head.runs else Format.JSON
