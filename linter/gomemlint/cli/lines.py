"""`gomemlint explain FILE:LINE`: everything about one line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from gomemlint.cli.escapes import Format
from gomemlint.cli.exits import Exit, has_gaps
from gomemlint.config import Settings
from gomemlint.errors import ConfigError

PLACE = re.compile(r"(?P<path>.+\.go):(?P<line>\d+)(?::\d+)?")


def is_place(word: str) -> bool:
    """Tell whether a word is `FILE:LINE` and not the name of a rule."""
    return PLACE.fullmatch(word) is not None


def is_file(word: str) -> bool:
    """Tell whether a word names a Go file, with something behind it that is no line, or nothing."""
    return Path(word.partition(":")[0]).suffix == ".go"


def run(settings: Settings, word: str, form: Format) -> Exit:
    """Explain a line and print it."""
    from gomemlint.cli.output import terminal, write
    from gomemlint.engine.explaining import explain
    from gomemlint.reporters.escapes import explanation, json, page
    from gomemlint.toolchain.process import terminable

    found = PLACE.fullmatch(word)
    assert found is not None
    path = _existing(settings.target.directory, found["path"])
    # The module is that of the file, wherever we are.
    near = replace(settings, target=replace(settings.target, directory=path.parent))
    with terminable():
        told = explain(near, path, int(found["line"]))
    told = replace(told, survey=replace(told.survey, directory=str(settings.target.directory)))
    match form:
        case Format.TEXT:
            write(explanation.render(told, terminal(settings.output.colour)))
        case Format.JSON:
            write(json.render_line(told))
        case Format.HTML:
            write(page.render(told))
    return Exit.INCOMPLETE if has_gaps(told.survey.notices, settings.verdict) else Exit.CLEAN


def _existing(directory: Path, name: str) -> Path:
    path = (directory / name).resolve()
    if not path.is_file():
        raise ConfigError(f"there is no file {name}; write FILE:LINE with a path from here")
    return path
