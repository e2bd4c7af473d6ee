"""What is analysed: tests, files, modules and workspaces."""

from __future__ import annotations

import pytest

from gomemlint.cli.exits import Exit
from tests.e2e.running import GO_MOD, POOL, Write, lint, pool, run
from tests.repositories import commit


def twin(name: str) -> str:
    """Return another file of package m with the same fault."""
    renamed = pool().replace("blocks", name).replace("put(", f"{name}Put(")
    return renamed.replace("func Get()", f"func {name}Get()")


TEST = twin("tested")


def test_test_files_are_left_out_unless_asked_for(write: Write) -> None:
    root = write({"go.mod": GO_MOD, "a.go": pool(), "a_test.go": TEST})
    assert lint(root).report.places == ["a.go:9"]
    tested = lint(root, "--tests").report
    assert tested.places == ["a.go:9", "a_test.go:9"]
    assert tested.summary.packages == 1


def test_what_helpers_of_tests_keep_is_reported_with_strict_alone(write: Write) -> None:
    helper = 'package leaks\n\nimport "testing"\n\nvar _ testing.TB\n' + POOL.partition("\n")[2]
    helper = helper.replace("{{", "{").replace("}}", "}")
    files = {"go.mod": GO_MOD, "a.go": pool(), "test_helpers.go": TEST, "leaks/leaks.go": helper}
    root = write(files)
    found = run(root, "check", "--output-format", "json").report.places
    assert {place.partition(":")[0] for place in found} == {"a.go"}
    strict = run(root, "check", "--strict", "--output-format", "json").report.places
    assert {place.partition(":")[0] for place in strict} == set(files) - {"go.mod"}


def test_external_tests_are_a_package_of_their_own(write: Write) -> None:
    external = pool("m_test")
    root = write({"go.mod": GO_MOD, "a.go": pool(), "a_test.go": TEST, "b_test.go": external})
    tested = lint(root, "--tests").report
    assert tested.places == ["a.go:9", "a_test.go:9", "b_test.go:9"]
    assert tested.summary.packages == 2


def test_a_named_file_reports_only_what_touches_it(write: Write) -> None:
    other = twin("others")
    root = write({"go.mod": GO_MOD, "a.go": pool(), "b.go": other, "c/c.go": pool("c")})
    assert lint(root).report.places == ["a.go:9", "b.go:9", "c/c.go:9"]
    assert lint(root, "b.go").report.places == ["b.go:9"]
    assert lint(root, "b.go", "c/c.go").report.places == ["b.go:9", "c/c.go:9"]
    assert lint(root / "c", "../a.go").report.places == ["../a.go:9"]


def test_a_workspace_is_analysed_as_a_whole(write: Write) -> None:
    root = write(
        {
            "go.work": "go 1.21\n\nuse (\n\t./a\n\t./b\n)\n",
            "a/go.mod": GO_MOD.replace("/m", "/a"),
            "a/a.go": pool("a"),
            "b/go.mod": GO_MOD.replace("/m", "/b"),
            "b/b.go": pool("b"),
            "unused/go.mod": GO_MOD.replace("/m", "/unused"),
            "unused/c.go": pool("c"),
        }
    )
    assert lint(root).report.places == ["a/a.go:9", "b/b.go:9"]
    assert lint(root / "a").report.places == ["a.go:9"]
    assert lint(root, "./b/...").report.places == ["b/b.go:9"]


def test_all_modules_below_a_folder_are_analysed(write: Write) -> None:
    root = write(
        {
            "go.mod": GO_MOD,
            "m.go": pool(),
            "tools/go.mod": GO_MOD.replace("/m", "/tools"),
            "tools/t.go": pool("tools"),
        }
    )
    assert lint(root).report.places == ["m.go:9"]
    assert lint(root, "--all-modules").report.places == ["m.go:9", "tools/t.go:9"]


def test_build_tags_and_targets_choose_the_files(write: Write) -> None:
    tagged = "//go:build special\n\n" + pool()
    root = write(
        {
            "go.mod": GO_MOD,
            "a.go": "package m\n",
            "b.go": tagged,
            "c_windows.go": pool(),
        }
    )
    plain = lint(root)
    assert (plain.code, plain.report.places, plain.report.summary.excluded_files) == (0, [], 2)
    assert lint(root, "--tags", "special").report.places == ["b.go:11"]
    assert lint(root, "--goos", "windows").report.places == ["c_windows.go:9"]


def test_a_repository_that_git_refuses_to_read_is_told(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"go.mod": GO_MOD, "a.go": pool()})
    commit(root)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for _ in ("analysed", "recalled"):
        ran = lint(root)
        assert "safe.directory" in ran.report.notice("repository-refused").message
        assert ran.code == Exit.FINDINGS
