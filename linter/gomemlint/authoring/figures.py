"""What was measured: the figures of proofs, and how often the findings of a rule were true."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from gomemlint.errors import BadRule

Decoded = TypeVar("Decoded")

UNIT = re.compile(r"(?P<name>[a-z]+)(?P<rest>.*)")


class Figure(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the proof of a rule measured with the version that is reported, and with the other.

    `gone` is the Go release that took the effect away.
    """

    rule: str
    unit: str
    bad: float | int
    good: float | int
    go: str
    gone: str = ""

    @property
    def ratio(self) -> str:
        """Say how many times worse the reported version is."""
        if self.gone:
            return f"gone in Go {self.gone}"
        if self.good == 0:
            return "all of it"
        return f"{amount(significant(self.bad / self.good, digits_of(self.unit)))} : 1"

    @property
    def cells(self) -> tuple[str, ...]:
        """Spell what was measured, both values in one unit, their ratio and the Go release."""
        unit, scale = scaled(self.unit, self.bad)
        values = (amount(significant(value / scale, 2)) for value in (self.bad, self.good))
        return (unit, *values, self.ratio, self.go)


class Precision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many findings a corpus has, how many of them were read, how many of those are true."""

    findings: int
    read: int
    true: int


Published = Mapping[str, Mapping[str, Precision]]


def figures_in(path: Path) -> tuple[Figure, ...]:
    """Read the figures of proofs, none where there is no such file."""
    return _decoded(path, tuple[Figure, ...]) if path.is_file() else ()


def precision_in(path: Path) -> Published:
    """Read the published precision by rule and corpus, nothing where there is no such file."""
    return _decoded(path, dict[str, dict[str, Precision]]) if path.is_file() else {}


def _decoded(path: Path, kind: type[Decoded]) -> Decoded:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (msgspec.DecodeError, OSError) as error:
        raise BadRule(f"cannot read {path}: {error}; write it again") from error


def is_time(unit: str) -> bool:
    """Tell times, which vary most from run to run."""
    return unit.startswith("ns")


def digits_of(unit: str) -> int:
    """Of times only the magnitude is the same from run to run; sizes and counts are steadier."""
    return 0 if is_time(unit) else 2


def significant(value: float, digits: int) -> float | int:
    """Round to so many digits that count; with none, down to a power of ten."""
    if value == 0:
        return 0
    magnitude = math.floor(math.log10(abs(value)))
    rounded = round(value, digits - 1 - magnitude) if digits else 10.0**magnitude
    return int(rounded) if rounded == int(rounded) else rounded


def scaled(unit: str, value: float) -> tuple[str, float]:
    """Choose the multiple of a unit in which a value is short."""
    parts = UNIT.fullmatch(unit)
    if parts is None:
        return unit, 1
    multiples = {
        "bytes": ((1e6, "MB"), (1e3, "kB")),
        "ns": ((1e6, "ms"), (1e3, "µs")),
    }
    for scale, short in multiples.get(parts["name"], ()):
        if value >= scale:
            return short + parts["rest"], scale
    return unit, 1


def amount(value: float) -> str:
    """Write a number without the zeros that say nothing."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:g}"
