"""The programs that read reports, installed into one folder; nothing is installed twice."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

from scripts.surfaces.processes import SurfaceError, run

PACKAGES = (
    "@microsoft/sarif-multitool@5.7.0",
    "@microsoft/sarif-web-component@0.6.0-29",
    "esbuild@0.25",
    "puppeteer-core@24",
    "react-dom@16",
    "react@16",
)
REVIEWDOG = "github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0"


def install(folder: Path) -> None:
    """Install what is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / "puppeteer-core").is_dir():
        run(["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES], folder)
    multitool(folder).chmod(0o755)
    if not (folder / "reviewdog").is_file():
        run(["go", "install", REVIEWDOG], folder, environment={"GOBIN": str(folder)})
    debian({"chromium": "chromium", "tmux": "tmux"})


def debian(packages: dict[str, str]) -> None:
    """Install Debian packages whose command is not there."""
    missing = [package for command, package in packages.items() if not shutil.which(command)]
    if not missing:
        return
    if not shutil.which("apt-get") or os.geteuid():
        raise SurfaceError(f"install {' and '.join(missing)}, then run this again")
    run(["apt-get", "update", "-qq"], Path("/"))
    run(["apt-get", "install", "-qq", "--yes", *missing], Path("/"))


def multitool(folder: Path) -> Path:
    """Return Microsoft's native program; its npm wrapper cuts arguments at semicolons."""
    system = platform.system().lower()
    return folder / f"node_modules/@microsoft/sarif-multitool-{system}/Sarif.Multitool"
