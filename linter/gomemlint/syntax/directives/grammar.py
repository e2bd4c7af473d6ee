"""What a single comment says."""

from __future__ import annotations

import re

from gomemlint.syntax.directives.instructions import (
    AtMostAllocations,
    CheckEscape,
    Exempt,
    Hot,
    Ignore,
    Instruction,
    LineMapping,
    Malformed,
    NoAllocation,
    NoEscape,
    NoLint,
)

_OURS = re.compile(r"//(\s*)(?:gomemlint|GoMemLint):(\s*)(.*)")
_CODES = re.compile(r"[A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*(?=\s|$)")
_ALLOCATIONS = re.compile(r"allocs\s*<=\s*([0-9]+)")
_NAME = re.compile(r"[^\W\d]\w*")
# golangci-lint takes blanks before the word, and any text behind a bare `nolint`.
_NOLINT = re.compile(r"//\s*nolint(?::([^/]*))?(?:\s+(.*)|\s*//(.*))?")
_CHECK_ESCAPE = re.compile(r"//\s*\+checkescape(?::([\w,]+))?\s*")
_GCASSERT = re.compile(r"//\s*gcassert:([\w,]+)\s*")
# cmd/compile/internal/syntax/parser.go, updateBase.
_LINE = re.compile(r"(?://|/\*)line (.*?):([0-9]+)(?::([0-9]+))?(?:\*/)?")
_INSTRUCTIONS = "ignore, hot, noescape, noalloc, allocs<=N or exempt"


def instruction(comment: str, column: int) -> Instruction | None:
    """Read a comment; None if it speaks to people alone. `column` is the 1-based byte column."""
    comment = comment.rstrip()
    ours = _OURS.fullmatch(comment)
    if ours is not None:
        return _own(ours)
    if comment.startswith(("//line ", "/*line ")):
        return _line_mapping(comment, column)
    if "nolint" in comment:
        return _nolint(comment)
    if "checkescape" in comment:
        found = _CHECK_ESCAPE.fullmatch(comment)
        return None if found is None else CheckEscape(_listed(found[1] or ""))
    asserted = _GCASSERT.fullmatch(comment)
    if asserted is not None and "noescape" in _listed(asserted[1]):
        return NoEscape((), tool="gcassert")
    return None


def _own(comment: re.Match[str]) -> Instruction:
    before, behind, rest = comment.groups()
    if before or behind or not comment[0].startswith("//gomemlint:"):
        return Malformed("write //gomemlint: without blanks, in lower case")
    limit = _ALLOCATIONS.fullmatch(rest)
    if limit is not None:
        return AtMostAllocations(int(limit[1]))
    word, _, text = rest.partition(" ")
    text = text.strip()
    match word:
        case "ignore":
            return _ignore(text)
        case "exempt":
            return Exempt(_without_slashes(text))
        case "noescape":
            return _no_escape(text)
        case "hot" | "noalloc" if not text:
            return Hot() if word == "hot" else NoAllocation()
        case "hot" | "noalloc":
            return Malformed(f"//gomemlint:{word} takes nothing behind it, remove {text!r}")
        case _:
            return Malformed(f"{word!r} is no instruction; write {_INSTRUCTIONS}")


def _ignore(text: str) -> Instruction:
    codes = _CODES.match(text)
    if codes is None:
        return Malformed("name the codes to ignore: //gomemlint:ignore GML104 reason")
    return Ignore(_listed(codes[0]), _without_slashes(text[codes.end() :].strip()))


def _no_escape(text: str) -> Instruction:
    names = tuple(text.replace(",", " ").split())
    wrong = next((name for name in names if not _NAME.fullmatch(name)), None)
    if wrong is not None:
        return Malformed(f"{wrong!r} is no parameter name; write //gomemlint:noescape p q")
    return NoEscape(names)


def _nolint(comment: str) -> Instruction | None:
    found = _NOLINT.fullmatch(comment)
    if found is None:
        return None
    linters, text, reason = found.groups()
    listed = tuple(name.lower() for name in _listed(linters or ""))
    return NoLint(listed, _without_slashes(reason or text or ""))


def _line_mapping(comment: str, column: int) -> Instruction | None:
    found = _LINE.fullmatch(comment)
    # The form with two slashes counts at the beginning of a line alone.
    if found is None or (comment.startswith("//") and column != 1):
        return None
    file, line, position = found[1], int(found[2]), found[3]
    return LineMapping(file, line, None if position is None else int(position))


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())


def _without_slashes(reason: str) -> str:
    return reason.removeprefix("//").strip()
