"""What the compiler says about where a parameter's memory goes."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.facts import Escape, Leak, LeakTarget, Verdict
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function, Parameter


@dataclass(frozen=True, slots=True)
class Leakage:
    """The compiler's verdict on a parameter.

    `stays` holds if nothing behind it leaves the function. `results` are the indices of the
    results that share its memory. `reaches_heap` holds if it, or what it points to, is stored
    or passed to code that the compiler does not know; `is_stored` if it is the parameter itself.
    """

    stays: bool
    results: tuple[int, ...]
    reaches_heap: bool
    is_stored: bool


def leakage(function: Function, parameter: Parameter) -> Leakage | None:
    """Return where a parameter goes, None where the compiler said nothing."""
    if parameter.object is None:
        return None
    return _leakage(function.file, parameter, _result_names(function))


def _leakage(file: File, parameter: Parameter, results: dict[str, int]) -> Leakage | None:
    stays = False
    leaks: list[Leak] = []
    for fact in file.facts_at(parameter.node.start_byte):
        match fact:
            case Escape(verdict=Verdict.DOES_NOT_ESCAPE, expression=spelled):
                stays = stays or spelled == parameter.name
            case Leak(parameter=name) if name == parameter.name:
                leaks.append(fact)
            case _:
                continue
    if not leaks:
        return Leakage(True, (), False, False) if stays else None
    returned = {results[leak.result] for leak in leaks if leak.result in results}
    reaches = any(leak.target is not LeakTarget.RESULT for leak in leaks)
    is_stored = any(leak.target is LeakTarget.HEAP for leak in leaks)
    return Leakage(False, tuple(sorted(returned)), reaches, is_stored)


def _result_names(function: Function) -> dict[str, int]:
    names: dict[str, int] = {}
    for index, result in enumerate(function.results):
        names[f"~r{index}"] = index
        if result.name is not None and result.name.text:
            names[result.name.text.decode("utf-8", "replace")] = index
    return names
