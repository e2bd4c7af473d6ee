"""The catalogue is consistent: names, places, fixtures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.meta.ours import CATEGORIES, FIXTURES, Ours, by_code, own, shipped

ALL = [*own(), *shipped()]
# Names say the pattern, not the cure (docs: "allow subslice-retention").
BANNED = re.compile(r"^(avoid|do-not|dont|use|prefer)-|-used$")
WANT = re.compile(r"// want(?:\([^)]*\))? (?P<pairs>.*)$", re.MULTILINE)


@pytest.mark.parametrize("ours", ALL, ids=by_code)
def test_code_name_file_and_function_agree(ours: Ours) -> None:
    name = ours.metadata.name.replace("-", "_")
    assert ours.file.name == f"{ours.code.lower()}_{name}.py"
    if ours.rule is not None:
        assert ours.file.parent.name == CATEGORIES[ours.metadata.family]
        assert f"\ndef {name}(" in ours.file.read_text(encoding="utf-8")


@pytest.mark.parametrize("ours", ALL, ids=by_code)
def test_a_name_reads_after_the_word_allow(ours: Ours) -> None:
    assert not BANNED.search(ours.metadata.name)


@pytest.mark.parametrize("ours", ALL, ids=by_code)
def test_a_page_has_its_sections_and_two_examples(ours: Ours) -> None:
    assert ours.page.summary.endswith(".")
    assert ours.page.example("Example") != ours.page.example("Use instead") != ""


@pytest.mark.parametrize("ours", shipped(), ids=by_code)
def test_a_rule_has_a_fixture_of_bad_and_good_code(ours: Ours) -> None:
    flagged = (ours.fixture / "flagged.go").read_text(encoding="utf-8")
    assert ours.code in flagged
    assert (ours.fixture / "clean.go").exists()


@pytest.mark.parametrize("ours", shipped(), ids=by_code)
def test_a_rule_has_a_proof(ours: Ours) -> None:
    assert list((ours.fixture / "proof").glob("*.go"))


@pytest.mark.parametrize("ours", shipped(), ids=by_code)
def test_a_rule_file_imports_the_api_alone(ours: Ours) -> None:
    text = ours.file.read_text(encoding="utf-8")
    imported = set(re.findall(r"^(?:from|import) (gomemlint[\w.]*)", text, re.MULTILINE))
    assert imported == {"gomemlint.api"}


@pytest.mark.parametrize("fixture", sorted(FIXTURES.glob("gml*")), ids=lambda path: path.name)
def test_every_want_names_a_code_that_a_fixture_has(fixture: Path) -> None:
    known = {path.name.split("_")[0].upper() for path in FIXTURES.glob("gml*")}
    known |= {ours.code for ours in own()}
    text = "".join(
        file.read_text(encoding="utf-8", errors="replace") for file in sorted(fixture.rglob("*.go"))
    )
    wanted = {code for found in WANT.finditer(text) for code in re.findall(r"GML\d+", found[0])}
    assert wanted <= known


def test_no_code_or_name_is_used_twice() -> None:
    names = [name for ours in ALL for name in (ours.code, ours.metadata.name)]
    assert len(names) == len(set(names))
