"""The guide for authors of rules, followed by a new user to the letter."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gomemlint.toolchain.discovery import find_go

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "write-a-rule.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^(?P<fence>`{3,4})(?P<kind>\w+)\n(?P<text>.*?)^(?P=fence)$", re.M | re.S)
PATH = re.compile(r"`([\w./-]+\.(?:toml|go|py|mod))`:?\Z")
START = "acme-rules"
TIMEOUT_S = 900


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the guide, and lines that it prints."""

    text: str
    printed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A file that the guide shows."""

    path: str
    text: str


def steps() -> Iterator[Command | Written]:
    """Yield what a reader does, in order."""
    for block in BLOCK.finditer(GUIDE):
        if block["kind"] == "console":
            yield from commands(block["text"])
            continue
        before = GUIDE[: block.start()].rstrip().removesuffix(":")
        path = PATH.search(before)
        assert path is not None, f"which file is this? {before[-60:]!r}"
        yield Written(path[1], block["text"])


def commands(block: str) -> Iterator[Command]:
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        text, *printed = part.rstrip("\n").split("\n")
        yield Command(text, tuple(printed))


def script() -> str:
    """Return a shell script that marks where the output of each command begins and ends."""
    lines = ["exec 2>&1"]
    for number, step in enumerate(steps()):
        if isinstance(step, Written):
            lines.append(f"cat > {step.path} <<'END OF FILE'\n{step.text}END OF FILE")
        else:
            lines.append(f"echo '<<<{number}'\n{step.text}\necho \">>>{number} $?\"")
    return "\n".join(lines) + "\n"


def wheelhouse(folder: Path) -> Path:
    """Build the project as users get it."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, timeout=TIMEOUT_S)
    return folder


@pytest.mark.slow
def test_the_guide_leads_to_a_plugin_that_works(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (programs / "python3").chmod(0o755)
    go = find_go("", os.environ)
    done = subprocess.run(
        ["bash", "-c", script()],
        cwd=tmp_path,
        env={
            "HOME": str(tmp_path),
            "LANG": "C.UTF-8",
            "PATH": os.pathsep.join((str(programs), str(go.parent), "/usr/bin", "/bin")),
            "PIP_FIND_LINKS": str(wheelhouse(tmp_path / "wheels")),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip")),
        },
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    outputs = {
        int(number): (output, int(code))
        for number, output, code in re.findall(
            r"^<<<(\d+)\n(.*?)^>>>\1 (\d+)$", done.stdout, re.M | re.S
        )
    }
    for number, step in enumerate(steps()):
        if isinstance(step, Command):
            assert number in outputs, done.stdout
            assert_done(step, *outputs[number])


def assert_done(step: Command, output: str, code: int) -> None:
    """Fail unless a command printed what the guide shows, or succeeded where it shows nothing."""
    left = iter(output.splitlines())
    for line in step.printed:
        assert any(got.startswith(line) for got in left), f"$ {step.text}\n{output}"
    assert step.printed or code == 0, f"$ {step.text}\n{output}"
