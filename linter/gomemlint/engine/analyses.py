"""What a process has found out about the code of a run, kept as long as memory allows."""

from __future__ import annotations

import gc
from collections.abc import Callable

from gomemlint.engine.loaded import LoadedCode
from gomemlint.engine.notices import flow_refused
from gomemlint.model.report import Notice
from gomemlint.semantic.module import Module
from gomemlint.semantic.program.code import Code

# Source bytes of the packages that a process looks at before it begins again; a tree takes some 31
# times its source. What others had to load does not count: some analyses need the whole module, and
# would never come to an end.
LIMIT_BYTES = 3 << 20


class Analyses:
    """The code of a run, and the module as analyses see it."""

    def __init__(self, code: LoadedCode, ground: Callable[[], Code] | None = None) -> None:
        self.code = code
        self.module = Module(code, ground)
        self._ground = ground

    def forget(self) -> tuple[Notice, ...]:
        """Begin again with nothing in memory, and say what the analyses refused.

        Analyses keep nodes and so trees: what is to be forgotten, all must forget. One that was
        interrupted may have left half of an answer.
        """
        refused = tuple(flow_refused(self.module))
        self.code.forget()
        self.module = Module(self.code, self._ground)
        gc.collect()
        return refused
