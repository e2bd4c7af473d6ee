"""The user's own configuration: what a repository must not decide."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import platformdirs

from gomemlint.config.settings import Trust
from gomemlint.errors import ConfigError


class UserConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The keys of the file. Relative paths start at its folder."""

    allow_rules: tuple[str, ...] = ()


def user_file() -> Path:
    """Return where the file lies, whether or not it exists."""
    return platformdirs.user_config_path("gomemlint", appauthor=False) / "config.toml"


def trust_of(given: Iterable[str] = (), timeout_s: float | None = None) -> Trust:
    """Combine the command line with the user's file; the repository is not asked."""
    file = user_file()
    written = (file.parent / Path(path).expanduser() for path in _read(file).allow_rules)
    paths = dict.fromkeys((*written, *(Path(path).absolute() for path in given)))
    return Trust(tuple(paths)) if timeout_s is None else Trust(tuple(paths), timeout_s)


def _read(file: Path) -> UserConfig:
    try:
        return msgspec.toml.decode(file.read_bytes(), type=UserConfig)
    except FileNotFoundError:
        return UserConfig()
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise ConfigError(f"cannot read {file}: {error}; correct or remove it") from error
