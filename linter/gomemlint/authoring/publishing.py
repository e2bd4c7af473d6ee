"""Generated pages on disk: write them, or tell how they differ from what is committed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gomemlint.errors import ConfigError

OURS = re.compile(r"[A-Z]{2,8}\d{3}\.(md|html)")


@dataclass(frozen=True, slots=True)
class Publication:
    """A folder and the files that belong there; pages of rules that are no more do not."""

    folder: Path
    files: Mapping[str, str]

    def differences(self) -> tuple[str, ...]:
        """Say which files are missing, outdated or left over, sorted by name."""
        found = {name: self._state(name, text) for name, text in self.files.items()}
        found |= dict.fromkeys(self._left_over(), "belongs to no rule")
        return tuple(
            f"{self.folder / name} {state}" for name, state in sorted(found.items()) if state
        )

    def write(self) -> None:
        """Bring the folder up to date."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, text in self.files.items():
                if self._state(name, text):
                    (self.folder / name).write_text(text, encoding="utf-8", newline="\n")
            for name in self._left_over():
                (self.folder / name).unlink()
        except OSError as error:
            raise ConfigError(f"cannot write pages to {self.folder}: {error.strerror}") from error

    def _state(self, name: str, text: str) -> str:
        file = self.folder / name
        if not file.is_file():
            return "is missing"
        return "" if file.read_bytes() == text.encode() else "is outdated"

    def _left_over(self) -> tuple[str, ...]:
        if not self.folder.is_dir():
            return ()
        names = sorted(file.name for file in self.folder.iterdir())
        return tuple(name for name in names if OURS.fullmatch(name) and name not in self.files)
