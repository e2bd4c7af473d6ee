"""Rule files of others, for tests."""

from __future__ import annotations

from pathlib import Path

SOUND_BODY = """\
    for file in package.files:
        for found in file.matches(CALL):
            if file.text(found["name"]) == "append":
                yield Finding(span=file.span(found["call"]), message="append may copy")
"""
TEMPLATE = '''"""An append may copy.

## What it does
Reports `append`.

## Why it matters
It copies what it has when the array is full.

## Example
```go
func f(a []int) []int {{
    return append(a, 1)
}}
```

## Use instead
```go
func f(a []int) []int {{
    return a
}}
```

## Evidence
Syntax: the call.
"""

from __future__ import annotations

from collections.abc import Iterator
{imports}
from gomemlint.api import (
    Confidence, Finding, Needs, Package, Severity, Tier, query, rule,
)

CALL = query("(call_expression function: (identifier) @name) @call")


@rule(
    code="{code}",
    name="{name}",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="1.0",
    needs=Needs.SYNTAX,
)
def {function}(package: Package) -> Iterator[Finding]:
{body}'''


def rule_text(
    code: str = "ACME001",
    name: str = "copying-append",
    *,
    imports: str = "",
    body: str = SOUND_BODY,
) -> str:
    """Return the text of a rule that is right in everything that is not given."""
    function = name.replace("-", "_")
    return TEMPLATE.format(code=code, name=name, function=function, imports=imports, body=body)


def write_rule(
    folder: Path, text: str, code: str = "ACME001", name: str = "copying-append"
) -> Path:
    """Write a rule file under the name that it should have."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{code.lower()}_{name.replace('-', '_')}.py"
    path.write_text(text)
    return path
