"""What the Go compiler says about memory, as values."""

from gomemlint.model.facts.calls import (
    Devirtualization,
    Devirtualized,
    FunctionNote,
    Inlinable,
    InlinedCall,
    InliningCycle,
    NotInlinable,
)
from gomemlint.model.facts.escapes import (
    Append,
    Capture,
    Elided,
    Elision,
    Escape,
    KeptAlive,
    Leak,
    LeakTarget,
    Moved,
    SelfAssignment,
    UintptrParameter,
    Verdict,
)
from gomemlint.model.facts.forms import Form
from gomemlint.model.facts.paths import (
    ADDRESS_OF,
    HEAP,
    EscapePath,
    Flow,
    ParameterPath,
    Step,
)
from gomemlint.model.facts.places import COLUMN_LIMIT, Place
from gomemlint.model.facts.reasons import Reason

Fact = (
    Escape
    | Append
    | Moved
    | Capture
    | Leak
    | UintptrParameter
    | SelfAssignment
    | Elided
    | KeptAlive
    | EscapePath
    | ParameterPath
    | Inlinable
    | NotInlinable
    | InlinedCall
    | InliningCycle
    | Devirtualized
    | FunctionNote
)

__all__ = [
    "ADDRESS_OF",
    "COLUMN_LIMIT",
    "HEAP",
    "Append",
    "Capture",
    "Devirtualization",
    "Devirtualized",
    "Elided",
    "Elision",
    "Escape",
    "EscapePath",
    "Fact",
    "Flow",
    "Form",
    "FunctionNote",
    "Inlinable",
    "InlinedCall",
    "InliningCycle",
    "KeptAlive",
    "Leak",
    "LeakTarget",
    "Moved",
    "NotInlinable",
    "ParameterPath",
    "Place",
    "Reason",
    "SelfAssignment",
    "Step",
    "UintptrParameter",
    "Verdict",
]
