"""What is known of a promise: it is kept, it is broken, or something blocks the proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gomemlint.model.findings import Related
from gomemlint.model.spans import Span
from gomemlint.semantic.contracts.promises import Promise


class Answer(Enum):
    """The three answers; a missing fact is never a proof."""

    PROVED = "proved"
    VIOLATED = "violated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a promise is broken, or where its proof ends, within the function that promises.

    `path` leads from there through the callees to the cause, `raw` are the compiler's own lines
    about it. `also` are further places within the span.
    """

    span: Span
    sentence: str
    path: tuple[Related, ...] = ()
    raw: str = ""
    also: tuple[Related, ...] = ()
    cause: Related | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """The answer about one promise; there are no places where it is kept."""

    promise: Promise
    answer: Answer
    places: tuple[Place, ...] = ()
