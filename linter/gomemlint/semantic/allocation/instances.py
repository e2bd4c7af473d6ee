"""Generic code: the verdict on a box depends on the types that the module puts in."""

from __future__ import annotations

from gomemlint.model.allocations import Kind, Storage, Verdict
from gomemlint.model.gotypes import TypeParameter
from gomemlint.semantic.allocation.boxes import boxed, verdict_by_type
from gomemlint.semantic.allocation.candidates import Candidate
from gomemlint.semantic.allocation.verdicts import verdict_of
from gomemlint.semantic.program.code import Versions
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.instances import instantiations


def judged_in_run(index: Index, candidate: Candidate, versions: Versions) -> Verdict:
    """Judge a site; of a box in generic code, the worst of the instances that the run has."""
    verdict = verdict_of(candidate, versions)
    if candidate.kind is not Kind.BOXING or verdict.storage is not Storage.UNKNOWN:
        return verdict
    value, file = boxed(candidate), candidate.file
    parameter = file.type_of(value)
    if not isinstance(parameter, TypeParameter):
        return verdict
    types = instantiations(index, file, value, parameter)
    found = [verdict_by_type(candidate, type_) for type_ in types]
    return max(found, key=lambda each: each.storage.rank, default=verdict)
