"""What the analyses ask about the whole run, found once and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TypeVar, cast

from gomemlint.model.gotypes import GoObject, ObjectKind
from gomemlint.semantic.flow import Graph, NoFlow, graph_of
from gomemlint.semantic.program.code import Code, Site, uses
from gomemlint.semantic.program.functions import Function, Parameter, function_at
from gomemlint.semantic.program.leaks import Leakage, leakage
from gomemlint.syntax.cold import ends_program
from gomemlint.syntax.functions import DECLARATIONS

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")


class Index:
    """Functions, uses and flows of a run by key.

    Answers are computed on demand and never change, whoever asks first.
    """

    def __init__(self, code: Code) -> None:
        self.code = code
        self._uses: dict[str, tuple[Site, ...]] = {}
        self._functions: dict[str, Function | None] = {}
        self._graphs: dict[Function, Graph | NoFlow] = {}
        self._leaks: dict[str, Leakage | None] = {}
        self._answers: dict[object, dict[Hashable, object]] = {}

    def once(self, ask: Callable[[Index, Question], Answer], question: Question) -> Answer:
        """Return what a function says about a question; it is asked once."""
        known = self._answers.setdefault(ask, {})
        if question not in known:
            known[question] = ask(self, question)
        return cast(Answer, known[question])  # it came from the same function

    def uses(self, key: str) -> tuple[Site, ...]:
        """Return every identifier of the run that means an object, its declaration left out."""
        if key not in self._uses:
            self._uses[key] = tuple(uses(self.code, key))
        return self._uses[key]

    def declaration(self, object_: GoObject) -> Site | None:
        """Return the identifier that declares an object, None outside of the run."""
        unit = self.code.unit(object_.package)
        if unit is None:
            return None
        # Another package knows the line alone: export data hold no offsets.
        own = unit.types.object(object_.key)
        declared = own.declaration if isinstance(own, GoObject) else object_.declaration
        if declared is None or declared.offset < 0:
            return None
        file = unit.by_path.get(declared.path)
        if file is None:
            return None
        offset = declared.offset
        node = file.tree.root.named_descendant_for_byte_range(offset, offset + 1)
        return None if node is None else Site(file, node)

    def function(self, object_: GoObject) -> Function | None:
        """Return a function or method that is declared with a body in the run."""
        if object_.kind not in (ObjectKind.FUNCTION, ObjectKind.METHOD):
            return None
        if object_.key not in self._functions:
            self._functions[object_.key] = self._declared(object_)
        return self._functions[object_.key]

    def graph(self, function: Function) -> Graph | NoFlow:
        """Return the flow graph of a function."""
        if function not in self._graphs:
            self._graphs[function] = graph_of(function.node, ends_program)
        return self._graphs[function]

    def refused(self) -> Iterator[tuple[Function, str]]:
        """Yield the functions of which somebody asked the flow in vain, and why."""
        for function, graph in self._graphs.items():
            if isinstance(graph, NoFlow) and graph.is_refused:
                yield function, graph.reason

    def leakage(self, function: Function, parameter: Parameter) -> Leakage | None:
        """Return where the compiler says that a parameter goes, None where it said nothing."""
        key = f"{function.key} {parameter.index}"
        if key not in self._leaks:
            self._leaks[key] = leakage(function, parameter)
        return self._leaks[key]

    def _declared(self, object_: GoObject) -> Function | None:
        site = self.declaration(object_)
        node = None if site is None else site.node.parent
        if site is None or node is None or node.type not in DECLARATIONS:
            return None
        if node.child_by_field_name("body") is None:
            return None
        return function_at(site.file, node)
