"""Queries: constants at the top of the file, valid, with captures that mean something."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from gomemlint.authoring.problems import Complaint
from gomemlint.authoring.reading import RuleFile, walk
from gomemlint.errors import BadRule
from gomemlint.syntax.queries import query

CAPTURE = re.compile(r"@([\w.-]+)")
MEANINGLESS = re.compile(r"[a-z]\d*|(node|capture|match|item|thing)\d*")
PREDICATE = re.compile(r"\(\s*#[^()]*\)")


def queries(file: RuleFile) -> Iterator[Complaint]:
    """Complain about queries that are computed, made late, invalid, or badly named."""
    functions = (node for node in file.module.body if isinstance(node, cst.FunctionDef))
    late = {id(node) for function in functions for node in walk(function)}
    for each in file.queries:
        if id(each.node) in late:
            message = "compile the query once, in a constant at the top of the file"
            yield Complaint("query", message, each.node)
        if each.text is None:
            yield Complaint("query", "the text of a query must be a literal", each.node)
            continue
        try:
            query(each.text)
        except BadRule as error:
            yield Complaint("query", str(error).partition("; the query is:")[0], each.node)
            continue
        captures = dict.fromkeys(CAPTURE.findall(PREDICATE.sub("", each.text)))
        for capture in filter(MEANINGLESS.fullmatch, captures):
            message = f"@{capture} says nothing; name what it captures, such as @slice"
            yield Complaint("capture-name", message, each.node)
