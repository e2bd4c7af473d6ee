"""What a run says about contracts beside its findings: how many hold, and which cannot be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gomemlint.model.report import Notice
from gomemlint.semantic.contracts import Answer, Proof, Unbound


@dataclass(frozen=True, slots=True)
class Tally:
    """How many contracts there are, how many bind a function, how many are proved."""

    contracts: int = 0
    bound: int = 0
    proved: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Count both together."""
        return Tally(
            self.contracts + other.contracts,
            self.bound + other.bound,
            self.proved + other.proved,
        )


NO_CONTRACTS = Tally()


def tally(answers: Sequence[Proof | Unbound]) -> Tally:
    """Count the contracts of a package."""
    bound = [each for each in answers if isinstance(each, Proof)]
    proved = [each for each in bound if each.answer is Answer.PROVED]
    return Tally(len(answers), len(bound), len(proved))


def contract_notices(package: str, answers: Sequence[Proof | Unbound]) -> Iterator[Notice]:
    """Say which contracts bind nothing, and which can be neither proved nor refuted."""
    for each in answers:
        match each:
            case Unbound(file=file, directive=directive, problem=problem):
                yield Notice(
                    code="contract-unbound",
                    message=f"{directive.text} promises nothing: {problem}",
                    path=file.path,
                    line=directive.position.line,
                    package=package,
                    incomplete=True,
                )
            case Proof(promise=promise, answer=Answer.UNKNOWN, places=places):
                yield Notice(
                    code="contract-unknown",
                    message=f"{promise.directive.text} of {promise.function.name} is not proved: "
                    f"line {places[0].span.start.line}: {places[0].sentence}",
                    path=promise.file.path,
                    line=promise.directive.position.line,
                    package=package,
                )
            case _:
                continue
