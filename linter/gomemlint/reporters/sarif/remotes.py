"""The address of a repository as others may see it."""

from __future__ import annotations

import re

# What git calls the scp-like syntax (git-clone, "GIT URLS"): `git@host:owner/name.git`.
SCP = re.compile(r"(?:[^@/:\s]+@)?(?P<host>[\w.-]{2,}):(?P<path>(?!//)\S+)")
WEB = re.compile(r"https?://(?:[^@/\s]*@)?(?P<host>[\w.-]+(?::\d+)?)/(?P<path>\S+)")
SHELL = re.compile(r"(?:ssh|git)://(?:[^@/\s]*@)?(?P<host>[\w.-]+)(?::\d+)?/(?P<path>\S+)")


def web_address(remote: str) -> str:
    """Return the `https:` address of a remote, without user or password; empty for a path."""
    match = WEB.fullmatch(remote) or SHELL.fullmatch(remote) or SCP.fullmatch(remote)
    if match is None:
        return ""
    path = match["path"].strip("/").removesuffix(".git")
    return f"https://{match['host']}/{path}"
