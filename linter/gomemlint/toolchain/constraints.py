"""Which files a build takes, judged roughly: by name and by the `//go:build` line.

Only for runs without Go. The rules are those of go/build (`goodOSArchFile`) and of
go/build/constraint; a release tag `go1.N` always holds, because no release is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UNIX_NAMES = "aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris"
OTHER_NAMES = "js nacl plan9 wasip1 windows zos"
ARCHITECTURE_NAMES = (
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 "
    "mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm"
)
UNIX = frozenset(UNIX_NAMES.split())
OPERATING_SYSTEMS = UNIX | frozenset(OTHER_NAMES.split())
ARCHITECTURES = frozenset(ARCHITECTURE_NAMES.split())
IMPLIED = {"android": "linux", "illumos": "solaris", "ios": "darwin"}
BUILD_LINE = re.compile(rb"^//go:build[ \t]+(.+?)\s*$", re.MULTILINE)
TOKEN = re.compile(r"&&|\|\||[!()]|[\w.]+")
RELEASE_TAG = re.compile(r"go1\.\d+")


@dataclass(frozen=True, slots=True)
class Target:
    """The build that files are judged for."""

    goos: str
    goarch: str
    tags: tuple[str, ...] = ()

    def holds(self, tag: str) -> bool:
        """Tell whether a build tag holds."""
        if tag in self.tags or tag in (self.goos, self.goarch, "gc", IMPLIED.get(self.goos)):
            return True
        if tag == "unix":
            return self.goos in UNIX
        return RELEASE_TAG.fullmatch(tag) is not None

    def takes(self, name: str, source: bytes) -> bool:
        """Tell whether the build takes a file of this name and content."""
        if not self._takes_name(name):
            return False
        head = source.partition(b"\npackage ")[0]
        found = BUILD_LINE.search(head)
        return found is None or self.satisfies(found.group(1).decode("utf-8", "replace"))

    def satisfies(self, expression: str) -> bool:
        """Evaluate a build constraint; what cannot be read holds, so that no file is lost."""
        tokens = TOKEN.findall(expression.partition("//")[0])
        return Constraint(self, tokens[::-1]).holds()

    def _takes_name(self, name: str) -> bool:
        parts = name.removesuffix(".go").removesuffix("_test").split("_")[1:]
        if len(parts) >= 2 and parts[-2] in OPERATING_SYSTEMS and parts[-1] in ARCHITECTURES:
            return self.holds(parts[-2]) and self.holds(parts[-1])
        if parts and parts[-1] in OPERATING_SYSTEMS | ARCHITECTURES:
            return self.holds(parts[-1])
        return True


@dataclass(slots=True)
class Constraint:
    """A build constraint that is being read; `rest` holds the tokens to come, the next one last."""

    target: Target
    rest: list[str]

    def holds(self) -> bool:
        """Evaluate `a || b || ...`."""
        value = self._conjunction()
        while self._accepts("||"):
            value = self._conjunction() or value
        return value

    def _conjunction(self) -> bool:
        value = self._operand()
        while self._accepts("&&"):
            value = self._operand() and value
        return value

    def _operand(self) -> bool:
        if self._accepts("!"):
            return not self._operand()
        if self._accepts("("):
            value = self.holds()
            self._accepts(")")
            return value
        return self.target.holds(self.rest.pop()) if self.rest else True

    def _accepts(self, token: str) -> bool:
        if self.rest[-1:] != [token]:
            return False
        self.rest.pop()
        return True
