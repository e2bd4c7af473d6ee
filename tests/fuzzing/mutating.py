"""Go files and other input, damaged at random, the same way for the same seed."""

from __future__ import annotations

import re
from random import Random

from tests.rules.modules import FIXTURES

TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")
EDITS_AT_MOST = 12
PIECES = (
    *(
        b"{",
        b"}",
        b"(",
        b")",
        b"[",
        b"]",
        b"\n",
        b";",
        b",",
        b"...",
        b"`",
        b'"',
        b"'",
        b"/*",
        b"*/",
    ),
    *(b"func", b"func() {", b"for {", b"range", b"select {", b"go ", b"defer ", b"goto x", b"x:"),
    *(b"<-", b":=", b"=", b"&", b"*", b"new(1)", b"[T any]", b"interface{", b"struct{", b"chan "),
    *(b"//gomemlint:ignore", b"//nolint:", b"//line x.go:0", b"//go:build ", b"//gomemlint:hot\n"),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\x1b[31m", b"\r\n", b"\xc3\xa9"),
)


def sources() -> tuple[tuple[str, bytes], ...]:
    """Return the Go files of all fixtures, by name."""
    files = sorted(FIXTURES.glob("*/*.go"))
    return tuple((str(path.relative_to(FIXTURES)), path.read_bytes()) for path in files)


def mutated(source: bytes, random: Random) -> bytes:
    """Damage a file: tokens that go, come, change places or come again; bytes that change."""
    tokens = TOKEN.findall(source)
    for _ in range(random.randint(1, EDITS_AT_MOST)):
        if not tokens:
            break
        at, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        match random.randrange(6):
            case 0:
                del tokens[at : at + random.choice((1, 1, 1, 10, 200))]
            case 1:
                tokens.insert(at, random.choice(PIECES))
            case 2:
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 3:
                tokens[at:at] = tokens[other : other + random.randint(1, 60)]
            case 4:
                tokens[at] = random.randbytes(random.randint(1, 4))
            case _:
                tokens[at:at] = [random.choice(PIECES)] * random.choice((2, 50, 3000))
    return b"".join(tokens)


def directives(random: Random) -> bytes:
    """Write a file full of directives, most of them wrong."""
    words = (
        *("gomemlint:", "nolint", "nolint:", "line ", "go:build ", "gomemlint:ignore", "GML301"),
        *("GML", "noalloc", "hot", "cold", "stack", "inline", ",", " ", ":", "//", "(", ")", "{"),
        *("=", "!", "&&", "go1.99", "x.go:1:1", "-1", "9" * 30, "\t", "é😀", "\u202e", "all"),
    )
    lines = []
    for number in range(random.randint(1, 40)):
        text = "".join(random.choice(words) for _ in range(random.randint(1, 8)))
        lines.append(random.choice((f"//{text}", f"var v{number} = 1 //{text}", f"/*{text}*/")))
    return ("package m\n\n" + "\n".join(lines) + "\n").encode()


def configuration(random: Random) -> bytes:
    """Write a configuration file that is nearly right, or not at all."""
    lines = (
        *(
            'select = ["GML3"]',
            "select = 3",
            'ignore = ["ALL"]',
            'min-severity = "low"',
            "jobs = -1",
        ),
        *("[options.GML301]", "[[overrides]]", "[paths]", '"**/x.go" = {}', 'exclude = ["[", "!"]'),
        *("allow-incomplete = true", "strict = 1e400", 'baseline = "../../x"', "x = 1979-05-27"),
    )
    text = "\n".join(random.choice(lines) for _ in range(random.randint(1, 8))).encode()
    return mutated(text, random) if random.random() < 0.5 else text
