"""The formats of a report, and who renders each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module

from gomemlint.model.report import Report

Renderer = Callable[[Report], Iterator[str]]


class Format(Enum):
    """What `--output-format` accepts; each has a module of its name that renders it."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    RDJSON = "rdjson"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    HTML = "html"


def render(report: Report, form: Format) -> Iterator[str]:
    """Render a report as the pieces of one document; only the renderer in use is imported."""
    renderer: Renderer = import_module(f"gomemlint.reporters.{form.value}").render
    return renderer(report)
