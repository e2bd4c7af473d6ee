"""Paths as each reader sees them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gomemlint.reporters.places import Viewpoint
from tests.reporters.reports import report


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("cache/store.go", "app/cache/store.go"),
        ("../lib/lib.go", "lib/lib.go"),
        ("/src/app/cache/store.go", "app/cache/store.go"),
        ("/usr/lib/go/src/io/io.go", "/usr/lib/go/src/io/io.go"),
    ],
)
def test_a_path_is_seen_from_the_repository(path: str, seen: str) -> None:
    assert Viewpoint.of_repository(report()).path(path) == seen


def test_a_module_outside_of_the_repository_is_seen_from_the_working_directory() -> None:
    given = replace(report(), repository="/elsewhere", directory="/src")
    assert Viewpoint.of_repository(given).path("a.go") == "app/a.go"


def test_a_folder_with_a_longer_name_is_not_inside() -> None:
    viewpoint = Viewpoint("/src/app", "/src/app")
    assert not viewpoint.contains("/src/application/a.go")
    assert viewpoint.contains("a.go")


def test_a_repository_at_the_root_of_the_file_system_contains_all() -> None:
    assert Viewpoint("/src", "/").path("a.go") == "src/a.go"


def test_a_uri_keeps_bytes_that_are_no_text() -> None:
    viewpoint = Viewpoint("/src", "/src")
    assert viewpoint.uri("a b/\udcff%é:;.go") == "a%20b/%FF%25%C3%A9%3A%3B.go"
    assert viewpoint.address("a b.go") == "file:///src/a%20b.go"
