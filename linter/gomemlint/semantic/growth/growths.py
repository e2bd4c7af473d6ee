"""A container that only grows, and how to tell it."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.findings import Basis, Confidence, Evidence, Finding, Fix, Related, Tier
from gomemlint.model.gotypes import Named, Pointer
from gomemlint.semantic.growth.containers import Container
from gomemlint.semantic.growth.keepers import Keeper
from gomemlint.semantic.growth.openness import Domain
from gomemlint.semantic.lifetimes.lifetimes import Lifetime
from gomemlint.semantic.lifetimes.mutations import Mutation
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.retention.profiling import live_memory_of


@dataclass(frozen=True, slots=True)
class Growth:
    """A container that nothing keeps from growing for ever.

    `insertion` is the first that qualifies, `key` what it inserts under, `domain` where that
    comes from, `keeper` what holds the container, `declared` its identifier. `occasion` says why
    the insertion runs again and again, if that is known. `ender` is a function that ends the life
    of an entry without removing it. `missed` is an exit on which the removal does not run.
    """

    container: Container
    insertion: Mutation
    key: Site | None
    domain: Domain
    keeper: Keeper
    declared: Site | None
    occasion: str
    bytes_per_entry: int | None
    confidence: Confidence
    tier: Tier
    ender: Function | None = None
    missed: Site | None = None

    @property
    def name(self) -> str:
        """Spell the container as the insertion does, if it does."""
        spelled = self.insertion.container.text.strip("&()*")
        name = self.container.object.name
        return spelled if name in spelled and len(spelled) < 60 else name

    @property
    def at(self) -> Site:
        """Return where the container is used to insert into it.

        A type that embeds its container is one itself: what its own methods insert stands there.
        """
        insertion = self.insertion
        home = function_around(insertion.site.file, insertion.site.node)
        method = None if home is None else home.declared
        is_near = insertion.site.file.package == insertion.anchor.file.package
        is_own = method is not None and method.owner and method.owner == _type_key(self.container)
        return insertion.site if is_near and is_own else insertion.anchor

    @property
    def inserter(self) -> str:
        """Name the function that inserts."""
        function = function_around(self.at.file, self.at.node)
        return "a variable's initialiser" if function is None else function.name

    @property
    def key_text(self) -> str:
        """Spell the key on one line."""
        return "" if self.key is None else " ".join(self.key.text.split())

    @property
    def leftover(self) -> str:
        """Spell the exit that keeps an entry, with its line."""
        if self.missed is None:
            return ""
        line = self.missed.span.start.line
        spelled = self.missed.text.splitlines()[0]
        is_return = self.missed.node.type == "return_statement"
        return f"{spelled} in line {line}" if is_return else f"{self.inserter} ends"

    @property
    def steps(self) -> tuple[Related, ...]:
        """Tell who holds the container, where keys come from, and where it grows."""
        holder = self.keeper.name
        if self.keeper.lifetime is Lifetime.OBJECT:
            holder = f"{holder}, and {self.keeper.reason}"
        name = self.container.object.name
        found: list[Related] = []
        if self.declared is not None:
            message = f"{name} is declared here; it belongs to {holder}"
            found.append(Related(self.declared.span, message))
        if self.domain.site is not None and self.domain.is_open:
            what = "the key" if self.key is None else self.key_text
            message = f"{what} has no end of values: {self.domain.reason}"
            found.append(Related(self.domain.site.span, message))
        if self.insertion.calls:
            found.append(Related(self.insertion.site.span, "the insertion itself stands here"))
        why = f": {self.occasion}" if self.occasion else ""
        found.append(Related(self.at.span, f"{self.inserter} inserts here{why}"))
        if self.ender is not None:
            at = Site(
                self.ender.file, self.ender.node.child_by_field_name("name") or self.ender.node
            )
            found.append(Related(at.span, f"{self.ender.name} uses entries and leaves them"))
        if self.missed is not None:
            found.append(Related(self.missed.span, "this exit leaves the entry"))
        return tuple(found)

    def finding(self, message: str, cure: str) -> Finding:
        """Tell it: the types show each step, the last of them where it grows."""
        steps = self.steps
        return Finding(
            span=self.at.span,
            message=message,
            evidence=tuple(Evidence(Basis.TYPES, step.span, step.message) for step in steps),
            related=tuple(step for step in steps if step.span != self.at.span),
            flow=steps,
            fix=Fix(cure),
            confirm=live_memory_of(self.inserter),
            subject=self.name,
            confidence=self.confidence,
            tier=self.tier,
        )


def _type_key(container: Container) -> str:
    """Return the key of the defined type of a container that embeds another, or of a pointer."""
    type_ = container.type.element if isinstance(container.type, Pointer) else container.type
    return type_.key if isinstance(type_, Named) else ""
