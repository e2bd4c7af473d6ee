"""From where a reader sees a path."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from urllib.parse import quote

from gomemlint.model.report import Report
from gomemlint.model.spans import Span

# Where a surface puts what is about the module as a whole.
MODULE_FILE = "go.mod"

# What a path may hold unescaped (RFC 3986, 3.3), but for what readers split at: `:` and `;`.
UNRESERVED = "/-._~!$&'()*+,=@"


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Turns the paths of spans, relative to `root`, into paths relative to `base`."""

    root: str
    base: str

    @classmethod
    def of_user(cls, report: Report) -> Viewpoint:
        """See paths from the working directory."""
        return cls(report.root, report.directory or report.root)

    @classmethod
    def of_repository(cls, report: Report) -> Viewpoint:
        """See paths from the root of the git work tree; without one, from the working directory."""
        if report.repository and is_below(report.root, report.repository):
            return cls(report.root, report.repository)
        return cls.of_user(report)

    def absolute(self, path: str) -> str:
        """Return the path from the root of the file system."""
        return posixpath.normpath(posixpath.join(self.root, path))

    def path(self, path: str) -> str:
        """Return the path from `base`; files outside of root and base keep their full path."""
        full = self.absolute(path)
        if posixpath.isabs(path) and not is_below(full, self.base):
            return full
        return posixpath.relpath(full, self.base)

    def contains(self, path: str) -> bool:
        """Whether a path that a code host knows can be given."""
        return is_below(self.absolute(path), self.base)

    def uri(self, path: str) -> str:
        """Return the percent-encoded path, byte for byte also where it is not UTF-8."""
        return quote(os.fsencode(self.path(path)), safe=UNRESERVED)

    def address(self, path: str) -> str:
        """Return the `file:` URL of a path."""
        return f"file://{quote(os.fsencode(self.absolute(path)), safe=UNRESERVED)}"

    def place(self, span: Span) -> str:
        """Return `path:line:column`."""
        return f"{self.path(span.path)}:{span.start.line}:{span.start.column}"


def is_below(path: str, folder: str) -> bool:
    """Whether a normalised path is a folder or lies in it."""
    folder = folder.rstrip("/")
    return path == folder or path.startswith(f"{folder}/")
