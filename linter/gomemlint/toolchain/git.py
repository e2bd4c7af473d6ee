"""What git knows: the repository of a folder, revisions, and the files of a revision."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gomemlint.errors import ConfigError, ToolchainError
from gomemlint.toolchain.process import Command, Completed, run
from gomemlint.toolchain.scratch import scratch_folder

# Variables by which a surrounding hook points git at another repository or index.
REDIRECTIONS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
TIMEOUT_S = 120.0
# What a repository's own configuration could start, or a bare repository among the files of
# another one: git finds those, and reads their configuration.
HARMLESS = (
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "safe.bareRepository=explicit"),
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A work tree; `root` is absolute, with symbolic links resolved."""

    root: Path

    def resolve(self, revision: str) -> str:
        """Return the commit that a revision names; raise `ConfigError` if it names none."""
        done = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^0")
        if done.code != 0:
            raise ConfigError(
                f"{revision} names no commit in {self.root}; check its spelling, "
                "or fetch it (a shallow clone holds few commits)"
            )
        return text(done)

    def merge_base(self, revision: str, other: str = "HEAD") -> str:
        """Return the best common ancestor of two revisions."""
        first, second = self.resolve(revision), self.resolve(other)
        done = self._git("merge-base", first, second)
        if done.code != 0:
            raise ConfigError(
                f"{revision} and {other} have no common commit in {self.root}; "
                "fetch more history (a shallow clone holds few commits)"
            )
        return text(done)

    def head(self) -> str:
        """Return the commit that is checked out, empty in a repository without commits."""
        done = self._git("rev-parse", "--verify", "--quiet", "HEAD^0")
        return text(done) if done.code == 0 else ""

    def branch(self) -> str:
        """Return the name of the branch that is checked out, empty on a detached HEAD."""
        done = self._git("symbolic-ref", "--quiet", "--short", "HEAD")
        return text(done) if done.code == 0 else ""

    def remote(self) -> str:
        """Return the URL of the remote `origin`, empty without one."""
        done = self._git("config", "--get", "remote.origin.url")
        return text(done) if done.code == 0 else ""

    @contextmanager
    def worktree(self, revision: str, folder: Path | None = None) -> Iterator[Path]:
        """Write the files of a revision to a folder, and remove them afterwards.

        Leaves the repository alone (no entry in `.git/worktrees`) and runs none of its hooks. Go's
        build cache knows folders: with the same `folder` again, what did not change is not compiled
        again.
        """
        commit = self.resolve(revision)
        with scratch_folder() as scratch:
            target = (folder or scratch / "tree").resolve()
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            index = {"GIT_INDEX_FILE": f"{scratch}/index"}
            try:
                succeeded(self._git("read-tree", commit, **index))
                prefix = f"--prefix={target}/"
                succeeded(self._git("checkout-index", "--all", "--quiet", prefix, **index))
                yield target
            finally:
                shutil.rmtree(target, ignore_errors=True)

    def _git(self, *arguments: str, **variables: str) -> Completed:
        return git(self.root, *arguments, **variables)


def repository(path: Path) -> Repository | None:
    """Return the repository around a folder; None without one, or without git."""
    try:
        done = git(path, "rev-parse", "--show-toplevel")
    except ToolchainError:
        return None
    return Repository(Path(text(done)).resolve()) if done.code == 0 and text(done) else None


def required(path: Path) -> Repository:
    """Return the repository around a folder; raise `ConfigError` with the reason if none is."""
    found = repository(path)
    if found is None:
        raise ConfigError(refusal(path) or f"{path} is in no git repository")
    return found


def refusal(path: Path) -> str:
    """Say that git does not read the repository of somebody else; empty if that is not so."""
    try:
        done = git(path, "rev-parse", "--show-toplevel")
    except ToolchainError:
        return ""
    if b"dubious ownership" not in done.errors:
        return ""
    return (
        f"git does not read the repository of {path}, which belongs to another user; "
        "`git config --global --add safe.directory FOLDER` trusts it"
    )


def git(folder: Path, *arguments: str, **variables: str) -> Completed:
    """Run git in a folder, undisturbed by the variables of a hook that may run us."""
    kept = {name: value for name, value in os.environ.items() if name not in REDIRECTIONS}
    environment = {**kept, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", **variables}
    return run(Command(("git", *HARMLESS, *arguments), folder, environment, TIMEOUT_S))


def succeeded(done: Completed) -> Completed:
    """Raise `ToolchainError` with git's words if it failed."""
    if done.code != 0:
        raise ToolchainError(f"git failed: {done.last_words or f'exit status {done.code}'}")
    return done


def text(done: Completed) -> str:
    """Return what git printed, without the line end."""
    return os.fsdecode(done.output).rstrip("\n")
