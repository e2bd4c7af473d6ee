"""The docstring: five sections, and Go that parses."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.authoring.metadata import Literals
from gomemlint.authoring.problems import Complaint
from gomemlint.authoring.reading import RuleFile
from gomemlint.errors import BadRule
from gomemlint.model.documentation import RuleDoc
from gomemlint.syntax.parsing import parse

PREFIX = b"package p\n\n"


def docstring(file: RuleFile) -> Iterator[Complaint]:
    """Complain about a page that is missing, out of order, or without examples."""
    if not file.docstring:
        yield Complaint("docstring", "the file must open with the page of its rule")
        return
    page = file.module.body[0]
    codes = (Literals(each.call).text("code") for each in file.declarations)
    try:
        doc = RuleDoc.parse(file.docstring, next(filter(None, codes), file.path.name))
    except BadRule as error:
        yield Complaint("docstring", str(error), page)
        return
    for heading, text in doc.sections:
        if not text:
            yield Complaint("docstring", f"the section {heading!r} is empty", page)
    for heading in ("Example", "Use instead"):
        yield from (Complaint("example", message, page) for message in _examples(doc, heading))


def _examples(doc: RuleDoc, heading: str) -> Iterator[str]:
    code = doc.example(heading)
    if not code.strip():
        yield f"the section {heading!r} needs a block of Go: a line ```go, the code, a line ```"
        return
    errors = parse(PREFIX + code.encode()).errors
    if errors:
        line = errors[0].position.line - PREFIX.count(b"\n")
        yield f"the Go under {heading!r} does not parse: line {line}, near {errors[0].token!r}"
