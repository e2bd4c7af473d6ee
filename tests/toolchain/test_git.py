"""Repositories and revisions, with the real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.errors import ConfigError
from gomemlint.toolchain.git import Repository, repository, required
from tests.repositories import git


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path.resolve() / "repo"
    (root / "sub").mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    (root / "sub" / "a.go").write_text("package a\n\nvar x = 1\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "First")
    (root / "sub" / "a.go").write_text("package a\n\nvar x = 2\n")
    git(root, "commit", "-q", "-a", "-m", "Second")
    return root


def opened(folder: Path) -> Repository:
    found = repository(folder)
    assert found is not None
    return found


def test_the_root_is_found_from_a_subfolder(folder: Path) -> None:
    assert opened(folder / "sub").root == folder


def test_a_repository_of_another_user_is_refused_with_the_cure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert repository(folder) is None
    with pytest.raises(ConfigError, match=r"another user; `git config .*safe\.directory"):
        required(folder)


def test_a_folder_outside_of_git_has_no_repository(tmp_path: Path) -> None:
    assert repository(tmp_path) is None


def test_no_git_at_all_is_no_repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert repository(folder) is None


def test_the_variables_of_a_hook_do_not_mislead(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert opened(folder).root == folder


def test_revisions_resolve_to_commits(folder: Path) -> None:
    found = opened(folder)
    assert found.resolve("main") == git(folder, "rev-parse", "HEAD") == found.head()
    assert found.resolve("HEAD~1") == git(folder, "rev-parse", "HEAD~1")
    assert found.branch() == "main"
    assert found.remote() == ""


@pytest.mark.parametrize("revision", ["nothing", "--all", "main:sub", ""])
def test_what_names_no_commit_is_an_error(folder: Path, revision: str) -> None:
    with pytest.raises(ConfigError, match="names no commit"):
        opened(folder).resolve(revision)


def test_the_merge_base_of_branches_is_found(folder: Path) -> None:
    git(folder, "checkout", "-q", "-b", "side", "HEAD~1")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Third")
    assert opened(folder).merge_base("main") == git(folder, "rev-parse", "main~1")


def test_histories_without_a_common_commit_are_an_error(folder: Path) -> None:
    git(folder, "checkout", "-q", "--orphan", "other")
    git(folder, "commit", "-q", "-m", "Alone")
    with pytest.raises(ConfigError, match="no common commit"):
        opened(folder).merge_base("main")


def test_the_files_of_a_revision_are_written_and_removed(folder: Path) -> None:
    found = opened(folder)
    before = git(folder, "status", "--porcelain"), git(folder, "worktree", "list")
    with found.worktree("HEAD~1") as tree:
        assert (tree / "sub" / "a.go").read_text() == "package a\n\nvar x = 1\n"
        assert (folder / "sub" / "a.go").read_text() == "package a\n\nvar x = 2\n"
    assert not tree.exists()
    assert (git(folder, "status", "--porcelain"), git(folder, "worktree", "list")) == before


def test_a_revision_can_be_written_to_the_same_folder_again(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "stable"
    for revision, value in (("HEAD~1", 1), ("HEAD", 2)):
        with opened(folder).worktree(revision, place) as tree:
            assert tree == place.resolve()
            assert (tree / "sub" / "a.go").read_text() == f"package a\n\nvar x = {value}\n"


def test_a_hook_of_the_repository_does_not_run(folder: Path) -> None:
    hook = folder / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {folder}/ran\n")
    hook.chmod(0o755)
    with opened(folder).worktree("HEAD"):
        pass
    assert not (folder / "ran").exists()


PROGRAMS = ("core.fsmonitor", "diff.external", "core.sshCommand", "diff.go.command")


def test_what_a_repository_configures_does_not_run(folder: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    program.chmod(0o755)
    (folder / ".gitattributes").write_text("* diff=go\n")
    for name in PROGRAMS:
        git(folder, "config", name, str(program))
    for hook in ("post-index-change", "post-checkout", "reference-transaction"):
        (folder / ".git/hooks").mkdir(exist_ok=True)
        (folder / ".git/hooks" / hook).symlink_to(program)
    ours = repository(folder)
    assert ours is not None
    with ours.worktree("HEAD") as files:
        assert any(files.iterdir())
    assert not mark.exists()


def test_a_bare_repository_among_the_files_is_not_found(folder: Path) -> None:
    bare = folder / "sub" / "bare"
    git(folder, "clone", "-q", "--bare", str(folder), str(bare))
    assert repository(bare) is None
