"""Only what is new: wires the baseline file and earlier revisions to a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gomemlint.config import Settings
from gomemlint.engine.advance import Advance
from gomemlint.engine.identity import identity
from gomemlint.engine.recall import check
from gomemlint.gating import baseline
from gomemlint.gating.gate import against, only_new
from gomemlint.gating.revisions import Checker, known_at
from gomemlint.model.report import Report
from gomemlint.toolchain.git import required


def gated(report: Report, settings: Settings, advance: Advance) -> Report:
    """Leave out what the baseline file or the earlier revision has already."""
    gate = settings.gate
    if gate.baseline:
        path = Path(gate.baseline)
        report = against(report, baseline.read(path), path.name)
    if gate.revision or gate.merge_base:
        name = gate.revision or gate.merge_base
        report = only_new(report, _known(settings, advance), f"It was there at {name}")
    return report


def _known(settings: Settings, advance: Advance) -> frozenset[str]:
    place = required(settings.target.directory)
    gate = settings.gate
    commit = place.merge_base(gate.merge_base) if gate.merge_base else place.resolve(gate.revision)

    def check_at(directory: Path) -> Report:
        earlier = replace(settings.target, directory=directory, patterns=_present(settings))
        # Other files may have made other shards then.
        return check(replace(settings, target=earlier, shard=None), advance)

    return known_at(place, commit, settings, Checker(identity(settings.trust.paths), check_at))


def _present(settings: Settings) -> tuple[str, ...]:
    """Files may not exist in the earlier revision: there, whole packages are looked at."""
    patterns = settings.target.patterns
    return ("./...",) if any(pattern.endswith(".go") for pattern in patterns) else patterns
