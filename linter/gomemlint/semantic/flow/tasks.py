"""Recursion of any depth: tasks that yield the tasks they wait for."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias

Task: TypeAlias = Generator["Task", None, None]


def run(task: Task) -> None:
    """Run a task and all that it waits for on an explicit stack."""
    stack = [task]
    while stack:
        try:
            stack.append(next(stack[-1]))
        except StopIteration:
            stack.pop()
