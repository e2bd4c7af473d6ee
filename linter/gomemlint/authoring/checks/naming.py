"""Codes and names: of the right form, not ours, and the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gomemlint.authoring.metadata import Literals
from gomemlint.authoring.problems import Complaint
from gomemlint.authoring.reading import Declaration, RuleFile
from gomemlint.model.rules import CODE, NAME, OUR_PREFIX

SINCE = re.compile(r"\d+\.\d+(\.\d+)?")
CURES = re.compile(r"(avoid|do-not|use|prefer)-.*|.*-used")


def metadata(file: RuleFile) -> Iterator[Complaint]:
    """Complain about arguments of `@rule` that are missing, computed, unknown or malformed."""
    for declaration in file.declarations:
        literals = Literals(declaration.call)
        for fault in literals.faults():
            yield Complaint("literal-metadata", fault.message, fault.node)
        yield from _code(literals)
        yield from _name(literals)
        since = literals.text("since")
        if since is not None and not SINCE.fullmatch(since):
            message = f"since is {since!r}; write the version of your package, such as '1.0'"
            yield Complaint("since-form", message, literals.argument("since"))


def agreement(file: RuleFile) -> Iterator[Complaint]:
    """Complain about a file or function that is not called as its rule."""
    for declaration in file.declarations:
        literals = Literals(declaration.call)
        code, name = literals.text("code"), literals.text("name")
        if code is None or name is None:
            continue
        function = name.replace("-", "_")
        expected = f"{code.lower()}_{function}.py"
        if file.path.name != expected:
            yield Complaint("file-name", f"the file of {code} {name} must be called {expected}")
        yield from _function(declaration, function)


def _function(declaration: Declaration, expected: str) -> Iterator[Complaint]:
    given = declaration.function.name
    if given.value != expected:
        message = f"the function must be called {expected}, as the rule"
        yield Complaint("function-name", message, given)


def _code(literals: Literals) -> Iterator[Complaint]:
    code, node = literals.text("code"), literals.argument("code")
    if code is None:
        return
    if not CODE.fullmatch(code):
        message = f"{code!r} is no code; write 2 to 8 capital letters and three digits"
        yield Complaint("code-form", message, node)
    elif code.startswith(OUR_PREFIX):
        message = f"codes that begin with {OUR_PREFIX} are reserved; choose another prefix"
        yield Complaint("code-reserved", message, node)


def _name(literals: Literals) -> Iterator[Complaint]:
    name, node = literals.text("name"), literals.argument("name")
    if name is None:
        return
    if not NAME.fullmatch(name):
        yield Complaint("name-form", f"{name!r} is no name; write lower case and hyphens", node)
    elif CURES.fullmatch(name):
        message = f"{name!r} names a cure; name the pattern, so that 'allow {name}' makes sense"
        yield Complaint("name-form", message, node)
