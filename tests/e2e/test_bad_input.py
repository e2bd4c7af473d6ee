"""What nobody wants to analyse: each case has its message and its exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gomemlint.engine.sources import Trees
from tests.e2e.running import GO_MOD, Write, hide_go, lint, pool, run


def test_a_folder_without_a_module_is_a_usage_error(write: Write) -> None:
    ran = lint(write({"a.go": pool()}))
    assert (ran.code, ran.out) == (2, "")
    assert "go.mod" in ran.err


def test_a_module_without_go_files_is_a_usage_error(write: Write) -> None:
    ran = lint(write({"go.mod": GO_MOD}))
    assert ran.code == 2
    assert "./... matches no" in ran.err


def test_a_pattern_without_a_match_is_a_usage_error(write: Write) -> None:
    ran = lint(write({"go.mod": GO_MOD, "a.go": pool()}), "./nowhere/...")
    assert ran.code == 2
    assert "./nowhere/..." in ran.err


def test_a_package_that_does_not_exist_is_a_usage_error(write: Write) -> None:
    ran = lint(write({"go.mod": GO_MOD, "a.go": pool()}), "./nowhere")
    assert ran.code == 2
    assert "nowhere" in ran.err


def test_several_modules_are_named_with_the_way_out(write: Write) -> None:
    root = write({f"{name}/{file}": text for name in "ab" for file, text in module(name).items()})
    ran = lint(root)
    assert ran.code == 2
    assert "--all-modules" in ran.err
    ran = lint(root, "--all-modules")
    assert (ran.code, ran.report.places) == (1, ["a/m.go:9", "b/m.go:9"])


def module(name: str) -> dict[str, str]:
    return {"go.mod": GO_MOD.replace("/m", f"/{name}"), "m.go": pool()}


def test_a_file_that_is_not_go_is_a_usage_error(write: Write) -> None:
    ran = lint(write({"go.mod": GO_MOD, "a.go": pool(), "README.md": "# Hello"}), "README.md")
    assert ran.code == 2
    assert "README.md" in ran.err


def test_a_missing_dependency_is_named_once_and_makes_the_run_incomplete(write: Write) -> None:
    imports = 'package {0}\n\nimport _ "example.org/absent"\n'
    root = write(
        {
            "go.mod": GO_MOD,
            "good/good.go": pool("good"),
            "one/a.go": imports.format("one"),
            "two/a.go": imports.format("two"),
        }
    )
    ran = lint(root)
    assert (ran.code, ran.report.places) == (3, ["good/good.go:9"])
    broken = [notice for notice in ran.report.notices if notice.code == "package-broken"]
    assert sum(notice.blocks for notice in broken) == 2
    assert "example.org/absent" in broken[0].message


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every file")
def test_a_file_that_cannot_be_read_is_named(write: Write) -> None:
    root = write({"go.mod": GO_MOD, "a/a.go": pool("a"), "b/b.go": pool("b")})
    (root / "b/b.go").chmod(0)
    ran = lint(root)
    assert (ran.code, ran.report.places) == (3, ["a/a.go:9"])
    assert "b/b.go" in ran.out


def test_a_file_that_vanishes_before_it_is_read_is_named(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"go.mod": GO_MOD, "a/a.go": pool("a"), "b/b.go": pool("b")})

    calls: list[object] = []

    def vanish(self: Trees, paths: object) -> None:
        if calls:
            (root / "b/b.go").unlink(missing_ok=True)
        calls.append(paths)

    # The second time that files are read ahead is just after Go listed them.
    monkeypatch.setattr(Trees, "read_ahead", vanish)
    ran = lint(root)
    assert (ran.code, ran.report.places) == (3, ["a/a.go:9"])
    assert "b/b.go" in ran.out


def test_a_file_that_changes_after_it_is_read_loses_its_findings(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"go.mod": GO_MOD, "a/a.go": pool("a"), "b/b.go": pool("b")})
    take = Trees.take

    def change(self: Trees, path: str) -> object:
        tree = take(self, path)
        if path.endswith("b.go"):
            Path(path).write_text("// A new first line.\n" + pool("b"))
        return tree

    monkeypatch.setattr(Trees, "take", change)
    ran = lint(root)
    assert (ran.code, ran.report.places) == (3, ["a/a.go:9"])
    notice = ran.report.notice("file-changed")
    assert notice.path == "b/b.go"
    assert "run again" in notice.message


def test_bytes_that_are_not_utf_8_do_not_move_a_span(write: Write) -> None:
    text = pool().encode().replace(b"var blocks", b"// \xff\xfe na\xefve\nvar blocks")
    ran = lint(write({"go.mod": GO_MOD, "a.go": text}))
    # The go command itself refuses such a file: the package is broken, and that is said.
    assert ran.code == 3
    assert "UTF-8" in ran.report.notice("package-broken").message


def test_a_byte_order_mark_does_not_hide_a_finding(write: Write) -> None:
    ran = lint(write({"go.mod": GO_MOD, "a.go": b"\xef\xbb\xbf" + pool().encode()}))
    (finding,) = ran.report.findings
    assert (ran.code, finding.place, finding.span.start.column) == (1, "a.go:9", 14)


def test_line_ends_of_windows_do_not_move_a_span(write: Write) -> None:
    source = pool().replace("\n", "\r\n").encode()
    ran = lint(write({"go.mod": GO_MOD, "a.go": source}))
    (finding,) = ran.report.findings
    span = finding.span
    assert source[span.start.offset : span.end.offset] == b"block"
    assert (ran.code, finding.place, span.start.column) == (1, "a.go:9", 14)


def test_mapped_lines_are_one_notice_for_a_package(write: Write) -> None:
    mapped = "".join(f"\n//line t{n}.y:{n}\nvar V{n} = new(int)\n" for n in range(1, 9))
    ran = lint(write({"go.mod": GO_MOD, "a.go": pool(), "mapped.go": f"package m\n{mapped}"}))
    assert (ran.code, ran.report.places) == (1, ["a.go:9"])
    notice = ran.report.notice("fact-unmapped")
    assert (notice.path, notice.package) == ("mapped.go", "example.com/m")
    assert "//line" in notice.message


def test_generated_files_may_map_their_lines(write: Write) -> None:
    generated = "// Code generated by hand. DO NOT EDIT.\n\npackage m\n\n//line t.y:1\n"
    ran = lint(write({"go.mod": GO_MOD, "a.go": pool(), "g.go": f"{generated}var V = new(int)\n"}))
    assert (ran.code, ran.report.notices) == (1, ())


def test_without_go_syntax_is_reported_and_the_run_is_incomplete(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ignored = "package m\n\nvar V = 1 //gomemlint:ignore GML001\n"
    root = write({"go.mod": GO_MOD, "a.go": ignored})
    hide_go(monkeypatch, tmp_path)
    ran = run(root, "check", "--output-format", "json")
    assert ran.code == 3
    assert [f"{f.code} {f.place}" for f in ran.report.findings][:1] == ["GML001 a.go:3"]
    assert "there is no go command" in ran.report.notice("no-go").message
    assert run(root, "check", "--allow-incomplete", "--exit-zero").code == 0


def test_a_named_go_that_does_not_exist_is_a_usage_error(write: Write) -> None:
    ran = lint(write({"go.mod": GO_MOD, "a.go": pool()}), "--go", "/nowhere/go")
    assert ran.code == 2
    assert "--go names /nowhere/go, which does not exist" in ran.err


def test_a_go_that_is_too_old_makes_the_run_incomplete(write: Write, tmp_path: Path) -> None:
    old = tmp_path / "go1.20"
    answer = '{"GOVERSION": "go1.20.14", "GOROOT": "/nowhere"}'
    old.write_text(f"#!{sys.executable}\nprint({answer!r})\n")
    old.chmod(0o755)
    root = write({"go.mod": GO_MOD, "a.go": "package m\n\nvar V = 1 //gomemlint:ignore GML001\n"})
    ran = run(root, "check", "--output-format", "json", "--go", str(old))
    assert (ran.code, set(ran.report.places)) == (3, {"a.go:3"})
    assert "go1.20, which is too old; install Go 1.21" in ran.report.notice("no-go").message
