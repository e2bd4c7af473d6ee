"""Go's build cache may lose the compiler's text and keep the package: that is no silence."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from gomemlint.toolchain.discovery import find_go
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.loading import load
from gomemlint.toolchain.requests import Tests
from tests.toolchain.conftest import Ask, Write

MODULE = {
    "go.mod": "module example.com/m\n\ngo 1.21\n",
    "a/a.go": "package a\n\nfunc New() *int {\n\tkept := 1\n\treturn &kept\n}\n",
    "b/b.go": 'package b\n\nimport "example.com/m/a"\n\nvar B = a.New()\n',
    "b/b_test.go": (
        'package b\n\nimport "testing"\n\nfunc TestB(t *testing.T) {\n\tt.Log(*B)\n}\n'
    ),
}
# What the compiler has nothing to say about.
QUIET = {
    "types/t.go": "package types\n\ntype T struct{ N int }\n\nconst C = 1\n",
    "generic/g.go": (
        "package generic\n\ntype L[T any] struct{ head *T }\n\n"
        "func (l *L[T]) Head() *T { return l.head }\n\nfunc _() {}\n"
    ),
    "assembly/a.go": "package assembly\n\nfunc Add(a, b int) int\n",
    "assembly/a.s": "TEXT ·Add(SB), 4, $0-24\n\tRET\n",
}


def forget_texts(cache: Path) -> int:
    """Remove from a build cache what the compiler printed, as a cleaner of old files may."""
    texts = [path for path in cache.glob("??/*-d") if path.read_bytes().startswith(b"# ")]
    for path in texts:
        path.unlink()
    return len(texts)


def only(listings: tuple[Listing, ...]) -> Listing:
    (listing,) = listings
    return listing


def text_of(listing: Listing) -> str:
    assert listing.diagnostics is not None
    return listing.diagnostics.read_text()


@pytest.mark.parametrize("tests", Tests)
def test_a_text_that_the_cache_lost_is_heard_again(
    write: Write, ask: Ask, tmp_path: Path, tests: Tests
) -> None:
    root = write(MODULE)
    request = ask(root, tests=tests, variables={"GOCACHE": f"{tmp_path}/cache"})
    whole = text_of(only(load(request)))
    assert "moved to heap: kept" in whole
    assert forget_texts(tmp_path / "cache") > 1
    listing = only(load(request))
    assert "moved to heap: kept" in text_of(listing)
    assert listing.notices == ()


def test_a_text_of_named_files_is_heard_again(write: Write, ask: Ask, tmp_path: Path) -> None:
    request = ask(write(MODULE), "a/a.go", variables={"GOCACHE": f"{tmp_path}/cache"})
    load(request)
    forget_texts(tmp_path / "cache")
    listing = only(load(request))
    assert "moved to heap: kept" in text_of(listing)
    assert listing.notices == ()


def test_a_package_that_stays_mute_is_reported(write: Write, ask: Ask, tmp_path: Path) -> None:
    root = write(MODULE)
    go = tmp_path / "go"
    go.write_text(
        f"#!/bin/sh\ncase $PWD in {shlex.quote(str(root))}) exec 2>/dev/null ;; esac\n"
        f'exec {find_go("", os.environ)} "$@"\n'
    )
    go.chmod(0o755)
    listing = only(load(ask(root, "./a", go=str(go))))
    (notice,) = listing.notices
    assert (notice.code, notice.package, notice.incomplete) == (
        "text-lost",
        "example.com/m/a",
        True,
    )
    assert "go clean -cache" in notice.message


def test_packages_without_functions_are_mute_by_nature(write: Write, ask: Ask) -> None:
    request = ask(write({**MODULE, **QUIET}), "./types", "./generic", "./assembly")
    assert only(load(request)).notices == ()
    assert not list(request.scratch.glob("*.again.txt"))
