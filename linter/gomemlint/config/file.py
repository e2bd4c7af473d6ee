"""The file `gomemlint.toml`: where it lies, and what it says."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import msgspec

from gomemlint.config.keylines import line_of
from gomemlint.errors import ConfigError
from gomemlint.model.findings import Confidence, Severity
from gomemlint.toolchain.requests import Driver

NAMES = ("gomemlint.toml", ".gomemlint.toml")
OptionValue: TypeAlias = bool | int | float | str | tuple[str, ...]


class PerPath(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """An entry of `[[per-path]]`."""

    path: str
    ignore: tuple[str, ...] = ()
    min_severity: Severity | None = None
    min_confidence: Confidence | None = None


class FileConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The keys of the file. None and empty mean that the file does not say."""

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool | None = None
    min_severity: Severity | None = None
    min_confidence: Confidence | None = None
    tests: bool | None = None
    tags: tuple[str, ...] = ()
    goos: str = ""
    goarch: str = ""
    driver: Driver | None = None
    exclude: tuple[str, ...] = ()
    generated: bool | None = None
    allow_incomplete: bool | tuple[str, ...] | None = None
    output_format: str = ""
    output: tuple[str, ...] = ()
    sarif_include_suppressed: bool | None = None
    rule_url: str = ""
    baseline: str = ""
    severity: Mapping[str, Severity] = {}
    rules: Mapping[str, Mapping[str, OptionValue]] = {}
    per_path: tuple[PerPath, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file says, and on which line each of its keys stands. Without a file: nothing."""

    path: Path | None
    config: FileConfig
    lines: Mapping[str, int]


NOTHING = Loaded(None, FileConfig(), {})


def find(directory: Path) -> Path | None:
    """Return the configuration file nearest to a folder, upwards to the root of its repository."""
    for folder in (directory, *directory.parents):
        for name in NAMES:
            if (folder / name).is_file():
                return folder / name
        if (folder / ".git").exists():
            return None
    return None


def load(path: Path) -> Loaded:
    """Read a configuration file; raise `ConfigError` with file and line for anything wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"cannot read {path}: {error.strerror}; check the file or drop --config"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8: {error.reason}; save it as UTF-8") from error
    try:
        written: Mapping[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    for key, known in unknown_keys(written):
        raise ConfigError(f"{path}:{line_of(text, key)}: {_unknown(key[-1], known)}")
    try:
        config = msgspec.convert(written, FileConfig)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}:{_line_of_error(text, written, str(error))}: {error}") from error
    return Loaded(path, config, {key: line_of(text, (key,)) for key in written})


def unknown_keys(
    written: Mapping[str, object],
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield each key that means nothing, with the keys that would at its place."""
    known = names_of(FileConfig)
    for key in written:
        if key not in known:
            yield (key,), known
    per_path = names_of(PerPath)
    entries = written.get("per-path")
    for entry in entries if isinstance(entries, list) else ():
        for key in entry if isinstance(entry, dict) else ():
            if key not in per_path:
                yield ("per-path", key), per_path


def names_of(struct: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the keys of a table as the file spells them."""
    return tuple(field.encode_name for field in msgspec.structs.fields(struct))


def _unknown(key: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return f"unknown key {key!r}; did you mean {near[0]!r}?"


def _line_of_error(text: str, written: Mapping[str, object], message: str) -> int:
    """Return the line of the key that msgspec names at the end: ``... - at `$.strict` ``."""
    _, _, place = message.partition(" - at `$")
    parts = place.rstrip("`").replace("[...]", "").strip(".").split(".")
    path = tuple(part.partition("[")[0] for part in parts if part)
    return line_of(text, (*path, *_wrong_key(written, path)))


def _wrong_key(written: Mapping[str, object], path: tuple[str, ...]) -> tuple[str, ...]:
    """Find the key of `[severity]` that is wrong: msgspec names only the table."""
    severities = written.get("severity") if path == ("severity",) else None
    known = {severity.value for severity in Severity}
    wrong = (key for key, value in _items(severities) if value not in known)
    return next(((key,) for key in wrong), ())


def _items(table: object) -> Iterable[tuple[str, object]]:
    return table.items() if isinstance(table, dict) else ()
