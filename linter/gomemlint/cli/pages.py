"""The pages of rules with all that is known about them: text, figures, precision."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from gomemlint.authoring.figures import Figure, Published, figures_in, precision_in
from gomemlint.authoring.pages import Page
from gomemlint.contract import Rule
from gomemlint.engine.documents import Documented, documented

PROOFS, PRECISION = "proofs.json", "precision.json"


def pages(rules: Iterable[Rule]) -> tuple[Page, ...]:
    """Return the pages of rules and of the engine's own, by code."""
    return tuple(map(_page, documented(rules)))


def _page(rule: Documented) -> Page:
    file = Path(sys.modules[rule.module].__file__ or "")
    package = _package(rule.module)
    return Page(
        metadata=rule.metadata,
        doc=rule.doc,
        family=file.parent.name,
        figures=tuple(f for f in _figures(package) if f.rule == rule.metadata.code),
        precision=_precision(package).get(rule.metadata.code, {}),
    )


def _package(module: str) -> Path:
    """Return the folder of the package that a rule comes from."""
    outermost = sys.modules.get(module.partition(".")[0], sys.modules[module])
    return Path(outermost.__file__ or "").parent


@cache
def _figures(package: Path) -> tuple[Figure, ...]:
    return figures_in(_recorded(package, "fixtures", PROOFS))


@cache
def _precision(package: Path) -> Published:
    return precision_in(_recorded(package, "docs", PRECISION))


def _recorded(package: Path, folder: str, name: str) -> Path:
    """Return where figures lie: shipped in the package, or in a folder of its source tree."""
    sources = (root / folder / name for root in _source_roots(package))
    return next((path for path in sources if path.is_file()), package / name)


def _source_roots(package: Path) -> Iterator[Path]:
    return (folder for folder in package.parents if (folder / "pyproject.toml").is_file())
