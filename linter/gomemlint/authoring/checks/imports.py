"""Imports: gomemlint.api, and what computes and does nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.authoring.problems import Complaint
from gomemlint.authoring.reading import RuleFile
from gomemlint.contract import API, may_import


def imports(file: RuleFile) -> Iterator[Complaint]:
    """Complain about modules that a rule may not import, and names that nobody sees."""
    for each in file.imports:
        if not may_import(each.module):
            message = (
                f"{each.module} must not be imported; a rule imports {API} and modules of the "
                "standard library that only compute, such as re or dataclasses"
            )
            yield Complaint("import", message, each.node)
        elif each.names == ("*",):
            yield Complaint("import", f"name what you import from {each.module}", each.node)
