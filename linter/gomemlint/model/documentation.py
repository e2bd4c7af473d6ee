"""The one text of a rule that every reader gets: page, help, short description."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from gomemlint.errors import BadRule

REQUIRED = ("What it does", "Why it matters", "Example", "Use instead", "Evidence")
OPTIONAL = ("Options", "Limits")
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
CODE_BLOCK = re.compile(r"```go\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RuleDoc:
    """The docstring of a rule module, split at its headings.

    `sections` pairs headings with their text, in the order of the page.
    """

    summary: str
    sections: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, docstring: str, rule: str) -> RuleDoc:
        """Split a docstring; raise `BadRule` naming `rule` if a section is missing or misplaced."""
        parts = HEADING.split(textwrap.dedent(docstring).strip())
        summary, headings = parts[0].strip(), tuple(parts[1::2])
        expected = REQUIRED + tuple(name for name in OPTIONAL if name in headings)
        if headings != expected:
            raise BadRule(
                f"{rule}: the docstring has the sections {list(headings)}; "
                f"write {list(expected)} in this order"
            )
        if not summary or "\n" in summary:
            raise BadRule(f"{rule}: the docstring must open with a summary of one line")
        texts = tuple(text.strip() for text in parts[2::2])
        return cls(summary, tuple(zip(headings, texts, strict=True)))

    def section(self, heading: str) -> str:
        """Return the text under a heading, or nothing where the page has no such section."""
        return dict(self.sections).get(heading, "")

    def example(self, heading: str) -> str:
        """Return the Go code under `Example` or `Use instead`, indented by tabs as gofmt does."""
        found = CODE_BLOCK.search(self.section(heading))
        return tabbed(found.group(1)) if found else ""

    def markdown(self) -> str:
        """Render the page below its title, with tabs in Go code."""
        body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in self.sections)
        page = f"{self.summary}\n\n{body}\n"
        return CODE_BLOCK.sub(lambda block: f"```go\n{tabbed(block.group(1))}```", page)


def tabbed(code: str) -> str:
    """Turn each leading run of four spaces into a tab: Ruff keeps tabs out of docstrings."""
    lines = []
    for line in code.splitlines():
        body = line.lstrip(" ")
        tabs, rest = divmod(len(line) - len(body), 4)
        lines.append("\t" * tabs + " " * rest + body)
    return "\n".join(lines) + "\n"
