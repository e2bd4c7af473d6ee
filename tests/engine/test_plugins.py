"""Installed plugins: found without running them, refused one file at a time."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from gomemlint.engine.catalogue import GROUP
from gomemlint.engine.plugins import Plugins
from tests.authoring.rulefiles import rule_text, write_rule
from tests.e2e.running import spawn


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder from which packages are imported."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def package(site: Path, name: str, init: str = "") -> Path:
    folder = site.joinpath(*name.split("."))
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(init)
    return folder


def loaded(value: str) -> Plugins:
    plugins = Plugins(())
    plugins.add_installed(EntryPoint("acme", value, GROUP))
    return plugins


def codes(plugins: Plugins) -> list[str]:
    return [rule.metadata.code for rule in plugins.rules]


def test_the_rules_of_a_package_and_its_folders_are_found(site: Path) -> None:
    folder = package(site, "plugin_one")
    write_rule(folder, rule_text())
    (folder / "more").mkdir()
    write_rule(folder / "more", rule_text("ACME002", "other"), "ACME002", "other")
    (folder / "names.py").write_text("raise SystemExit('modules without rules are not imported')\n")
    plugins = loaded("plugin_one")
    assert (codes(plugins), plugins.notices) == (["ACME001", "ACME002"], [])


def test_a_package_inside_of_another_is_found_alone(site: Path) -> None:
    package(site, "plugin_two")
    write_rule(package(site, "plugin_two.rules"), rule_text())
    write_rule(
        package(site, "plugin_two.others"), rule_text("ACME002", "other"), "ACME002", "other"
    )
    assert codes(loaded("plugin_two.rules")) == ["ACME001"]


def test_one_file_that_is_refused_leaves_the_others(site: Path) -> None:
    folder = package(site, "plugin_three")
    write_rule(folder, rule_text())
    write_rule(folder, rule_text("ACME002", "b", imports="import os\n"), "ACME002", "b")
    write_rule(folder, rule_text("ACME003", "c", imports="1 / 0\n"), "ACME003", "c")
    plugins = loaded("plugin_three")
    assert codes(plugins) == ["ACME001"]
    first, second = plugins.notices
    assert first.message.startswith("acme: plugin_three.acme002_b: line 30 imports os; ")
    assert second.message.startswith("acme: plugin_three.acme003_c: ZeroDivisionError: ")
    assert first.incomplete
    assert second.incomplete


@pytest.mark.parametrize("where", ["outer", "inner"])
def test_a_package_that_imports_what_it_may_not_is_not_imported(site: Path, where: str) -> None:
    victim = site / "victim"
    victim.touch()
    outer = f"plugin_four_{where}"
    evil = f"import os\nos.remove({str(victim)!r})\n"
    package(site, outer, evil if where == "outer" else "")
    write_rule(package(site, f"{outer}.rules", evil if where == "inner" else ""), rule_text())
    plugins = loaded(f"{outer}.rules")
    assert victim.exists()
    assert not any(name.startswith(outer) for name in sys.modules)
    (notice,) = plugins.notices
    assert notice.message.startswith("acme: line 1 imports os; ")


@pytest.mark.parametrize(
    "value", ["no_such_plugin", "no_such_plugin.rules", "email.no_such_rules", "json:loads", "sys"]
)
def test_an_entry_point_that_leads_nowhere_is_named(value: str) -> None:
    plugins = loaded(value)
    (notice,) = plugins.notices
    assert (codes(plugins), notice.code) == ([], "plugin-refused")
    assert notice.message.startswith("acme: ")


def test_a_repository_cannot_pretend_to_be_installed(tmp_path: Path) -> None:
    write_rule(package(tmp_path, "evil_rules"), rule_text("EVIL001", "evil-rule"))
    info = tmp_path / "evil-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\nevil = evil_rules\n")
    out, _ = spawn(tmp_path, "rule", "list").communicate()
    assert "GML001" in out
    assert "EVIL001" not in out
