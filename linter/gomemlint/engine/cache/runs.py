"""The whole report of a run, for as long as nothing that it read has changed."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import msgspec

from gomemlint.config import Settings
from gomemlint.engine.cache.inputs import Inputs, Seen, is_settled, refreshed
from gomemlint.engine.cache.records import Records
from gomemlint.errors import ToolchainError
from gomemlint.model.report import Report
from gomemlint.toolchain.discovery import find_go

# Variables that change what Go does; those of Go itself begin with GO or CGO_.
PREFIXES = ("GO", "CGO_", "PKG_CONFIG", "LC_", "XDG_")
VARIABLES = frozenset({"AR", "CC", "CXX", "FC", "HOME", "LANG", "PATH", "PYTHONPATH"})


@dataclass(frozen=True, slots=True)
class Runs:
    """The reports of earlier runs."""

    records: Records

    def recall(self, settings: Settings) -> Report | None:
        """Return the report of an equal run on equal inputs, None if there is none."""
        key = key_of(settings)
        try:
            inputs = self._inputs(key)
            now = None if inputs is None else refreshed(inputs)
            packed = None if now is None else self.records.get(_report(key))
            if now is None or packed is None:
                return None
            report = msgspec.msgpack.decode(packed, type=Report)
        except msgspec.MsgspecError:
            return None
        if now is not inputs:
            self.records.put(_inputs(key), msgspec.msgpack.encode(now))
        return report

    def remember(self, settings: Settings, report: Report, inputs: Inputs, began_ns: int) -> None:
        """Keep a report, unless something is missing in it or its inputs are on the move."""
        if not report.is_complete or not is_settled(inputs, began_ns):
            return
        key = key_of(settings)
        self.records.put(_report(key), msgspec.msgpack.encode(report))
        self.records.put(_inputs(key), msgspec.msgpack.encode(inputs))

    def _inputs(self, key: str) -> Inputs | None:
        packed = self.records.get(_inputs(key))
        return None if packed is None else msgspec.msgpack.decode(packed, type=dict[str, Seen])


def key_of(settings: Settings) -> str:
    """Name what a report depends on besides files: settings, environment, Go and our version.

    The number of workers, the output and the exit code are none of it.
    """
    environment = {name: value for name, value in os.environ.items() if _counts(name)}
    parts = (
        version("gomemlint"),
        sys.version,
        sys.path,
        environment,
        _go(settings),
        settings.target,
        settings.selected,
        settings.scope,
        settings.trust,
        settings.options,
        settings.shard,
    )
    encoded = msgspec.json.encode(parts, enc_hook=_spelled, order="sorted")
    return hashlib.sha256(encoded).hexdigest()


def _go(settings: Settings) -> str:
    """Return the go command that would be used; a new one on PATH is another one."""
    try:
        return str(find_go(settings.target.go, os.environ))
    except ToolchainError:
        return ""


def _counts(name: str) -> bool:
    return name in VARIABLES or name.startswith(PREFIXES)


def _spelled(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no part of settings")


def _inputs(key: str) -> str:
    return f"inputs {key[:48]}"


def _report(key: str) -> str:
    return f"report {key[:48]}"
