"""Which Go release a `//go:build` line asks for."""

from __future__ import annotations

import re

Version = tuple[int, int]

_TOKEN = re.compile(r"\s*(?:(&&|\|\||[()!])|([\w.]+))")
_RELEASE = re.compile(r"go([0-9]+)\.([0-9]+)")
_PRECEDENCE = {"||": 1, "&&": 2, "!": 3}


def minimum_release(expression: str) -> Version | None:
    """Return the release without which the expression cannot hold; None if it asks for none.

    As `GoVersion` of go/build/constraint: `&&` takes the later release, `||` the earlier, `!` none.
    An expression that is not well formed asks for none.
    """
    values: list[Version | None] = []
    operators: list[str] = []
    try:
        for sign, tag in _tokens(expression):
            if tag:
                release = _RELEASE.fullmatch(tag)
                values.append((int(release[1]), int(release[2])) if release else None)
            elif sign == ")":
                while operators[-1] != "(":
                    _apply(operators.pop(), values)
                operators.pop()
            else:
                _shift(sign, operators, values)
        while operators:
            _apply(operators.pop(), values)
        (answer,) = values
    except (IndexError, ValueError):
        return None
    return answer


def _tokens(expression: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position, expression = 0, expression.strip()
    while position < len(expression):
        token = _TOKEN.match(expression, position)
        if token is None:
            raise ValueError(expression)
        found.append((token[1] or "", token[2] or ""))
        position = token.end()
    return found


def _shift(sign: str, operators: list[str], values: list[Version | None]) -> None:
    """Push an operator, after applying those on its left that bind at least as tightly."""
    if sign in {"&&", "||"}:
        while operators and _PRECEDENCE.get(operators[-1], 0) >= _PRECEDENCE[sign]:
            _apply(operators.pop(), values)
    operators.append(sign)


def _apply(operator: str, values: list[Version | None]) -> None:
    if operator == "!":
        values[-1] = None
        return
    right, left = values.pop(), values.pop()
    given = [release for release in (left, right) if release is not None]
    if operator == "&&":
        values.append(max(given, default=None))
    elif operator == "||":
        values.append(min(given) if len(given) == 2 else None)
    else:
        raise ValueError(operator)
