"""A part of something big that outlives its function, and how to tell it."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.findings import Basis, Confidence, Edit, Evidence, Finding, Fix, Related
from gomemlint.model.gotypes import (
    Array,
    Basic,
    GoType,
    Named,
    Pointer,
    Slice,
    TypeParameter,
    Unknown,
)
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.edits import called, with_imports
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.library import How
from gomemlint.semantic.retention.destinations import spelled
from gomemlint.semantic.retention.keepers import Keeper
from gomemlint.semantic.retention.origins import Kept
from gomemlint.semantic.retention.profiling import live_memory_of
from gomemlint.semantic.values.summary import Fate
from gomemlint.syntax.expressions import unparenthesised
from gomemlint.syntax.functions import enclosing_loop
from gomemlint.syntax.nodes import contains, descendants, text


@dataclass(frozen=True, slots=True)
class Retention:
    """A part that outlives its function and keeps all that it was cut from.

    `part` is what carries it, `name` how the program calls the big thing, `what` says what that
    is, `origin` is where it was made and `cut` where the part was cut. `is_shared` holds if the
    caller gets the same part: one copy is for both.
    """

    function: Function
    part: Site
    kept: Kept
    keeper: Keeper
    origin: Site
    cut: Site
    name: str
    is_shared: bool = False

    @property
    def what(self) -> str:
        return self.kept.what

    @property
    def line(self) -> int:
        """Return the line on which the big thing was made."""
        return self.origin.span.start.line

    @property
    def text(self) -> str:
        """Spell the part on one line."""
        return self.part.text.splitlines()[0].removeprefix("return ")

    @property
    def sentence(self) -> str:
        """Say who keeps what, since where and until when."""
        whole = f"all of {self._whole}, {self.keeper.until}"
        if self.kept.is_returned:
            inside = "" if self.kept.whole == self.kept.node else f" in {spelled(self.kept.whole)}"
            return f"{self.text} is returned{inside} and keeps {whole}"
        return f"{self.keeper.text} keeps {self.text}, and with it {whole}"

    @property
    def _whole(self) -> str:
        is_kept_at_once = unparenthesised(self.part.node) == self.origin.node
        return self.what if is_kept_at_once else f"{self.name} (line {self.line}: {self.what})"

    @property
    def steps(self) -> tuple[Related, ...]:
        """Tell the way of the memory: made, cut, kept."""
        steps = [Related(self.origin.span, f"{self.name} is made here: {self.what}")]
        if self.cut.node not in (self.part.node, self.origin.node):
            steps.append(Related(self.cut.span, "the part is cut here and shares the array"))
        steps.append(Related(self.part.span, f"{self.keeper.text} gets the part"))
        return tuple(steps)

    @property
    def fix(self) -> Fix:
        """Copy the part; the edit is there only if it compiles and nobody notices."""
        if self.clone is None:
            return Fix("copy the part before it is kept")
        if self.is_shared:
            return Fix(f"write {self.clone} where it is cut, for the caller gets it as well")
        file, package = self.part.file, self.clone.partition(".Clone(")[0]
        needed = () if package == self.clone else (package,)
        if not self.is_copied_safely or any(called(file, each) != each for each in needed):
            return Fix(f"write {self.clone}")
        whole = Edit(self.part.span, self.clone)
        return Fix(f"write {self.clone}", with_imports(file, (whole,), *needed))

    def finding(self) -> Finding:
        """Tell it: the types show each step, the last of them where the part is kept."""
        return Finding(
            span=self.part.span,
            message=f"{self.sentence}; copy the part",
            evidence=tuple(Evidence(Basis.TYPES, step.span, step.message) for step in self.steps),
            related=self.steps[:-1],
            flow=self.steps,
            fix=self.fix,
            confirm=live_memory_of(self.function.name),
            confidence=Confidence.POSSIBLE if self.kept.is_possible else None,
        )

    @property
    def clone(self) -> str | None:
        """Return the expression that copies the part; None if the part is inside of something."""
        file = self.part.file
        type_ = file.type_of(self.part.node)
        if not self.is_plain or isinstance(type_, Unknown) or How.COPIED in self.kept.how:
            return None
        if self.is_text:
            return f"strings.Clone({self.text})" if type_.spelling == "string" else None
        if file.language >= (1, 20) and type_.spelling in ("[]byte", "[]uint8"):
            return f"bytes.Clone({self.text})"
        if file.language >= (1, 21):
            return f"slices.Clone({self.text})"
        return f"append({type_.spelling}(nil), {self.text}...)"

    @property
    def is_copied_safely(self) -> bool:
        """Tell whether the copy compiles as it stands and nobody relies on the shared array."""
        clone = self.clone
        if clone is None or self.part.text != self.text:
            return False
        if clone.startswith("append(") and "." in clone.partition("(nil)")[0]:
            return False  # This file may not be able to name the type.
        return self.is_text or not self._is_used_later()

    def _is_used_later(self) -> bool:
        """Tell whether the function names the big array again after the part was kept."""
        if self.kept.is_returned:
            return False
        loop = enclosing_loop(self.part.node)
        if loop is not None and not contains(loop, self.origin.node):
            return True
        later = (
            node
            for node in descendants(self.function.node)
            if node.type == "identifier" and node.start_byte >= self.part.node.end_byte
        )
        return any(text(node) == self.name for node in later)

    @property
    def is_sent(self) -> bool:
        return self.kept.fate is Fate.SENT

    @property
    def is_text(self) -> bool:
        """Tell whether the part is a string; otherwise it is a slice."""
        file = self.part.file
        made = _kind(file, file.type_of(self.origin.node))
        if How.COPIED in self.kept.how:
            # A callee's copy of bytes is a string, and the other way round.
            return made != "string"
        return (_kind(file, file.type_of(self.part.node)) or made) == "string"

    @property
    def is_plain(self) -> bool:
        """Tell whether what carries the part is the string or slice itself."""
        type_ = self.part.file.type_of(self.part.node)
        inside = self.part.file.types.underlying(type_) if isinstance(type_, Named) else type_
        return isinstance(inside, Slice | Basic) and self.part.node.type != "return_statement"


def _kind(file: File, type_: GoType | Unknown) -> str:
    """Tell strings from slices of anything else, in slices of slices too."""
    for _ in range(3):
        if isinstance(type_, TypeParameter) and type_.core is not None:
            type_ = type_.core
        if isinstance(type_, Named):
            type_ = file.types.underlying(type_)
        match type_:
            case Basic(name=name):
                return "string" if "string" in name else "slice"
            case Slice(element=element) | Array(element=element):
                if not isinstance(element, Slice | Basic) and not element.spelling.endswith(
                    "string"
                ):
                    return "slice"
                if isinstance(element, Basic) and "string" not in element.name:
                    return "slice"
                type_ = element
            case Pointer():
                return ""
            case _:
                return ""
    return ""
