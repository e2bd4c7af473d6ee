"""A repository that wants to run something on our machine, or to write on our terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.running import GO_MOD, TIMEOUT_S, Write, lint, pool, run, spawn

FORMATS = (
    *("text", "concise", "json", "sarif", "github", "gitlab"),
    *("rdjson", "junit", "markdown", "html"),
)
PLUGIN = """\
from pathlib import Path

Path({mark!r}).touch()
"""


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """A file that exists once something was run."""
    return tmp_path / "mark"


@pytest.fixture
def program(tmp_path: Path, mark: Path) -> Path:
    """A program that leaves a mark, and then does what it stands for."""
    path = tmp_path / "program"
    path.write_text(f'#!/bin/sh\ntouch {mark}\nexec "$@"\n')
    path.chmod(0o755)
    return path


def test_nothing_in_a_repository_is_run(write: Write, mark: Path, program: Path) -> None:
    root = write(
        {
            "go.mod": GO_MOD,
            "a.go": f"//go:generate {program}\n" + pool(),
            "a_test.go": f'package m\n\nimport "os"\n\nfunc init() {{ os.Create("{mark}") }}\n',
            "go.env": f"GOFLAGS=-toolexec={program}\nCC={program}\n",
            ".config/go/env": f"GOFLAGS=-toolexec={program}\n",
            "gomemlint_rules_evil.py": PLUGIN.format(mark=str(mark)),
            "rules/evil.py": PLUGIN.format(mark=str(mark)),
            "sitecustomize.py": PLUGIN.format(mark=str(mark)),
            "conftest.py": PLUGIN.format(mark=str(mark)),
        }
    )
    for name in ("go", "git", "gcc"):
        shutil.copy2(program, root / name)
    assert lint(root, "--tests").report.places == ["a.go:10"]
    assert not mark.exists()


def test_modules_of_python_in_a_repository_are_not_imported(write: Write, mark: Path) -> None:
    plugin = PLUGIN.format(mark=str(mark))
    names = ("click", "msgspec", "pathlib", "sitecustomize", "gomemlint_rules/__init__")
    root = write({"go.mod": GO_MOD, "a.go": pool(), **{f"{name}.py": plugin for name in names}})
    with spawn(root, "check", "--select", "GML301") as process:
        out, err = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, err) == (1, "")
    assert "GML301" in out
    assert not mark.exists()


@pytest.mark.parametrize("key", ["allow-rules", "plugins", "go", "rules"])
def test_the_configuration_of_a_repository_cannot_name_programs(
    write: Write, mark: Path, program: Path, key: str
) -> None:
    root = write(
        {
            "go.mod": GO_MOD,
            "a.go": pool(),
            "evil.py": PLUGIN.format(mark=str(mark)),
            "gomemlint.toml": f'{key} = ["evil.py", "{program}"]\n',
        }
    )
    ran = lint(root)
    assert (ran.code, ran.out) == (2, "")
    assert "gomemlint.toml" in ran.err
    assert not mark.exists()


@pytest.mark.parametrize(
    "flags", ["-toolexec={program}", "-overlay={folder}/overlay.json", "-exec={program}"]
)
def test_flags_of_the_environment_run_nothing(
    write: Write, mark: Path, program: Path, monkeypatch: pytest.MonkeyPatch, flags: str
) -> None:
    root = write({"go.mod": GO_MOD, "a.go": pool(), "overlay.json": "{}"})
    expected = lint(root)
    monkeypatch.setenv("GOFLAGS", flags.format(program=program, folder=root))
    assert lint(root, "--no-cache").out == expected.out
    assert not mark.exists()


def test_flags_that_were_written_with_go_env_run_nothing(
    write: Write, mark: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"go.mod": GO_MOD, "a.go": pool()})
    expected = lint(root)
    monkeypatch.setenv("GOENV", str(root / "env"))
    subprocess.run(["go", "env", "-w", f"GOFLAGS=-toolexec={program}"], check=True)
    assert lint(root, "--no-cache").out == expected.out
    assert not mark.exists()


def test_a_toolchain_line_is_not_followed_into_the_network_in_silence(write: Write) -> None:
    root = write({"go.mod": f"{GO_MOD}\ntoolchain go1.99.0\n", "a.go": pool()})
    ran = run(root, "check", "--select", "GML301")
    # GOTOOLCHAIN=local, as here, ignores the line; GOPROXY=off, as here, refuses the download.
    assert ran.code == 1
    newer = write({"go.mod": "module example.com/m\n\ngo 1.99\n"})
    ran = run(newer, "check", "--select", "GML301")
    assert (ran.code, ran.out) == (3, "")
    assert "requires go >= 1.99" in ran.err


def test_compiler_directives_of_cgo_are_those_that_go_allows(
    write: Write, mark: Path, program: Path
) -> None:
    source = f'package m\n\n// #cgo CFLAGS: -fplugin={program} -B{program.parent}\nimport "C"\n'
    ran = lint(write({"go.mod": GO_MOD, "a.go": source}))
    assert ran.code in (0, 3)
    assert not mark.exists()


def test_links_out_of_the_tree_are_not_followed(write: Write, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.go").write_text(pool("secret"))
    root = write({"go.mod": GO_MOD, "a.go": pool()})
    (root / "linked").symlink_to(outside)
    (root / "loop").symlink_to(root)
    assert lint(root).report.places == ["a.go:9"]


@pytest.mark.parametrize(
    "target", ["../../../../etc/passwd", "/etc/passwd", "C:\\\\x", "~/.ssh/id"]
)
def test_line_directives_lead_nowhere(write: Write, target: str) -> None:
    ran = lint(
        write({"go.mod": GO_MOD, "a.go": pool() + f"\n//line {target}:1\nvar X = new(int)\n"})
    )
    assert ran.code in (1, 3)
    assert "root:" not in ran.out
    assert {finding.path for finding in ran.report.findings} <= {"a.go"}


def test_no_escape_sequence_reaches_a_terminal(write: Write, tmp_path: Path) -> None:
    red, bell, override = "\x1b[31m", "\x07", "\u202e"
    name = f"a{override}.go"
    source = pool().replace("blocks.Put(block)", f"blocks.Put(block) // {red}{bell}{override}")
    source += f'\nvar Text = "{override}"\n'
    root = write({"go.mod": GO_MOD, name: source})
    for form in FORMATS:
        report = tmp_path / form
        out = ("--output-format", form, "--output", f"{form}={report}", "--color", "never")
        ran = run(root, "check", "--select", "GML301", "--no-cache", *out)
        assert ran.code in (1, 3)
        for text in (ran.out, report.read_text(encoding="utf-8"), ran.err):
            assert not {"\x1b", "\x07", override} & set(text), form


def test_no_escape_sequence_reaches_a_terminal_in_an_error(write: Write) -> None:
    root = write({"go.mod": GO_MOD, "a.go": pool(), "b\x1b[31m\u202e/b.go": pool("b")})
    for arguments in ((), ("./b\x1b[31m\u202e",), ("--config", "\x1b[31m\u202e.toml")):
        ran = run(root, "check", *arguments)
        assert ran.code in (2, 3)
        assert not {"\x1b", "\u202e"} & set(ran.out + ran.err)


def test_a_path_in_the_working_directory_is_no_program(
    write: Write, mark: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"go.mod": GO_MOD, "a.go": pool()})
    shutil.copy2(program, root / "go")
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}{os.pathsep}.")
    assert lint(root).report.places == ["a.go:9"]
    assert not mark.exists()
