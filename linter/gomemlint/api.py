"""The names that a rule may import."""

from tree_sitter import Node

from gomemlint.contract import Rule, rule
from gomemlint.model.allocations import Cause
from gomemlint.model.findings import (
    Basis,
    Confidence,
    Edit,
    Evidence,
    Finding,
    Fix,
    Related,
    Severity,
    Tier,
)
from gomemlint.model.gotypes import GoObject, GoType, Scope, TypeParameter, Unknown
from gomemlint.model.rules import Needs
from gomemlint.semantic.allocation import Escaped, escape_finding, is_inlined_away
from gomemlint.semantic.churn.accumulating import Accumulation
from gomemlint.semantic.churn.compiling import Compiling
from gomemlint.semantic.churn.copies import Copied, LargeCopy
from gomemlint.semantic.churn.filling import Filling
from gomemlint.semantic.churn.repairs import map_kept, pattern_hoisted
from gomemlint.semantic.churn.rounds import MovedVariable, RoundMap
from gomemlint.semantic.churn.streams import WholeRead
from gomemlint.semantic.contracts import Answer, Place, Proof, Unbound
from gomemlint.semantic.conversions.boxing import Boxing, boxing, kind_name
from gomemlint.semantic.conversions.conversions import (
    Conversion,
    Copy,
    Text,
    conversion_at,
    copy_of,
    escape_of,
    is_map_read_key,
    most_bytes,
)
from gomemlint.semantic.conversions.formatting import Plain
from gomemlint.semantic.conversions.hoisting import Repeated
from gomemlint.semantic.conversions.repairs import of_round_trip
from gomemlint.semantic.conversions.roundtrips import RoundTrip
from gomemlint.semantic.conversions.twins import Twin
from gomemlint.semantic.growth import ContainerKind, Emptying, Growth
from gomemlint.semantic.package import Package
from gomemlint.semantic.pools.carried import Carried, CarriedKind
from gomemlint.semantic.pools.dropping import (
    assigned_name,
    is_deliberate_drop,
    is_rare_loss,
    is_refused,
    put_on_errors,
)
from gomemlint.semantic.pools.foreign import ForeignKind
from gomemlint.semantic.pools.joining import is_settled
from gomemlint.semantic.pools.leftovers import Leftover
from gomemlint.semantic.pools.oversize import Oversized
from gomemlint.semantic.pools.repairs import reset_before_put
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.edits import (
    called,
    cloned,
    guarded,
    is_free,
    line_before,
    removed,
    replaced,
    with_imports,
)
from gomemlint.semantic.program.headings import heading
from gomemlint.semantic.program.storage import declaration_span, moved_to_heap
from gomemlint.semantic.retention.interiors import Interior
from gomemlint.semantic.retention.retentions import Retention
from gomemlint.semantic.retention.shortening import Manner
from gomemlint.semantic.retention.splitting import Split, Wanted
from gomemlint.semantic.retention.staleness import Stale
from gomemlint.semantic.unreleased.blocking import Blocked
from gomemlint.semantic.unreleased.deferring import Piling
from gomemlint.semantic.unreleased.finalizing import Kept
from gomemlint.semantic.unreleased.repairs import object_as_parameter
from gomemlint.semantic.unreleased.timers import Timer
from gomemlint.semantic.values.pooled import (
    AliasEscaped,
    Got,
    NotPut,
    Put,
    PutTwice,
    Shared,
    UsedAfterPut,
    UsedDirty,
)
from gomemlint.semantic.values.values import Source
from gomemlint.syntax.expressions import called_name, is_address_of, operand, unparenthesised
from gomemlint.syntax.functions import enclosing_loop
from gomemlint.syntax.queries import Match, query
from gomemlint.syntax.statements import enclosing_statement

__all__ = [
    "Accumulation",
    "AliasEscaped",
    "Answer",
    "Basis",
    "Blocked",
    "Boxing",
    "Carried",
    "CarriedKind",
    "Cause",
    "Compiling",
    "Confidence",
    "ContainerKind",
    "Conversion",
    "Copied",
    "Copy",
    "Edit",
    "Emptying",
    "Escaped",
    "Evidence",
    "File",
    "Filling",
    "Finding",
    "Fix",
    "ForeignKind",
    "GoObject",
    "GoType",
    "Got",
    "Growth",
    "Interior",
    "Kept",
    "LargeCopy",
    "Leftover",
    "Manner",
    "Match",
    "MovedVariable",
    "Needs",
    "Node",
    "NotPut",
    "Oversized",
    "Package",
    "Piling",
    "Place",
    "Plain",
    "Proof",
    "Put",
    "PutTwice",
    "Related",
    "Repeated",
    "Retention",
    "RoundMap",
    "RoundTrip",
    "Rule",
    "Scope",
    "Severity",
    "Shared",
    "Site",
    "Source",
    "Split",
    "Stale",
    "Text",
    "Tier",
    "Timer",
    "Twin",
    "TypeParameter",
    "Unbound",
    "Unknown",
    "UsedAfterPut",
    "UsedDirty",
    "Wanted",
    "WholeRead",
    "assigned_name",
    "boxing",
    "called",
    "called_name",
    "cloned",
    "conversion_at",
    "copy_of",
    "declaration_span",
    "enclosing_loop",
    "enclosing_statement",
    "escape_finding",
    "escape_of",
    "guarded",
    "heading",
    "is_address_of",
    "is_deliberate_drop",
    "is_free",
    "is_inlined_away",
    "is_map_read_key",
    "is_rare_loss",
    "is_refused",
    "is_settled",
    "kind_name",
    "line_before",
    "map_kept",
    "most_bytes",
    "moved_to_heap",
    "object_as_parameter",
    "of_round_trip",
    "operand",
    "pattern_hoisted",
    "put_on_errors",
    "query",
    "removed",
    "replaced",
    "reset_before_put",
    "rule",
    "unparenthesised",
    "with_imports",
]
