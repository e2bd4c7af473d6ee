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
PROGRAMS = {
    "actionlint": "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7",
    "reviewdog": "github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0",
}

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# The names of a command; the first is that of its Debian package, too.
COMMANDS = (BROWSERS, ("tmux",))


def install(folder: Path) -> None:
    """Install what is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / "puppeteer-core").is_dir():
        run(["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES], folder)
    multitool(folder).chmod(0o755)
    for name, program in PROGRAMS.items():
        if not (folder / name).is_file():
            run(["go", "install", program], folder, environment={"GOBIN": str(folder)})
    debian([names[0] for names in COMMANDS if not any(map(shutil.which, names))])


def debian(packages: list[str]) -> None:
    """Install Debian packages."""
    if not packages:
        return
    root = ("sudo", "--non-interactive") if os.geteuid() else ()
    if not shutil.which("apt-get") or (root and not shutil.which("sudo")):
        raise SurfaceError(f"install {' and '.join(packages)}, then run this again")
    run((*root, "apt-get", "update", "-qq"), Path("/"))
    run((*root, "apt-get", "install", "-qq", "--yes", *packages), Path("/"))


def node(folder: Path) -> dict[str, str]:
    """Tell Node's programs where their packages and the browser are."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), "")
    return {"SURFACE_TOOLS": str(folder), "SURFACE_BROWSER": browser}


def multitool(folder: Path) -> Path:
    """Return Microsoft's native program; its npm wrapper cuts arguments at semicolons."""
    system = platform.system().lower()
    return folder / f"node_modules/@microsoft/sarif-multitool-{system}/Sarif.Multitool"
