"""What a configuration file may say, and how it is told what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.config.file import find, load
from gomemlint.errors import ConfigError
from gomemlint.model.findings import Severity


def written(folder: Path, text: str) -> Path:
    file = folder / "gomemlint.toml"
    file.write_text(text)
    return file


def test_a_file_says_what_it_says_and_where(tmp_path: Path) -> None:
    file = written(tmp_path, '# ours\nstrict = true\n\n[severity]\nGML201 = "high"\n')
    loaded = load(file)
    assert loaded.config.strict is True
    assert loaded.config.severity == {"GML201": Severity.HIGH}
    assert loaded.lines == {"strict": 2, "severity": 4}


@pytest.mark.parametrize(
    ("text", "line", "nearest"),
    [
        ("stric = true\n", 1, "'strict'"),
        ('\n\nmin-severety = "low"\n', 3, "'min-severity'"),
        ('strict = true\n\n[[per-path]]\npath = "a"\nignored = ["GML1"]\n', 5, "'ignore'"),
    ],
)
def test_an_unknown_key_names_its_line_and_the_nearest_key(
    tmp_path: Path, text: str, line: int, nearest: str
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        load(file)
    assert str(raised.value).startswith(f"{file}:{line}: unknown key")
    assert nearest in str(raised.value)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('tests = true\nstrict = "yes"\n', 2, "Expected `bool | null`"),
        ('[severity]\n\nGML101 = "fatal"\n', 3, "'fatal'"),
        ('exclude = "gen"\n', 1, "Expected `array`"),
    ],
)
def test_a_value_of_the_wrong_type_names_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        load(file)
    assert str(raised.value).startswith(f"{file}:{line}: ")
    assert words in str(raised.value)


def test_what_is_not_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not valid TOML"):
        load(written(tmp_path, "strict = \n"))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        load(tmp_path / "none.toml")


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    outer = written(tmp_path, "")
    assert find(inner) == outer
    hidden = tmp_path / "a" / ".gomemlint.toml"
    hidden.write_text("")
    assert find(inner) == hidden


def test_a_repository_ends_the_search(tmp_path: Path) -> None:
    written(tmp_path, "")
    inner = tmp_path / "repository"
    (inner / ".git").mkdir(parents=True)
    assert find(inner) is None
