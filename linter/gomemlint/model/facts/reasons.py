"""Why memory flows from one place to another: the compiler's closed list."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """The reason in parentheses of a `from` line.

    Each member is a `note` of cmd/compile/internal/escape (assign.go, call.go, expr.go, stmt.go,
    utils.go); the union of Go 1.21 to 1.27.
    """

    SPILL = "spill"
    ADDRESS_OF = "address-of"
    INDIRECTION = "indirection"
    DOT = "dot"
    DOT_OF_POINTER = "dot of pointer"
    FIXED_ARRAY_INDEX_OF = "fixed-array-index-of"
    SLICE = "slice"
    SLICE_TO_ARRAY = "slice-to-array"
    ASSIGN = "assign"
    ASSIGN_PAIR = "assign-pair"
    ASSIGN_PAIR_DOT_TYPE = "assign-pair-dot-type"
    ASSIGN_PAIR_MAP = "assign-pair-mapr"
    ASSIGN_PAIR_RECEIVE = "assign-pair-receive"
    CALL_PARAMETER = "call parameter"
    CALLEE_OPERAND = "callee operand"
    CAPTURED_BY_CLOSURE = "captured by a closure"
    REFERENCE = "reference"
    INTERFACE_CONVERTED = "interface-converted"
    RETURN = "return"
    SEND = "send"
    RANGE = "range"
    RANGE_DEREF = "range-deref"
    SWITCH_CASE = "switch case"
    ARRAY_ELEMENT = "array literal element"
    SLICE_ELEMENT = "slice-literal-element"
    STRUCT_ELEMENT = "struct literal element"
    MAP_KEY = "map literal key"
    MAP_VALUE = "map literal value"
    KEY_OF_MAP_PUT = "key of map put"
    APPENDEE_SLICE = "appendee slice"
    APPENDED_SLICE = "appended slice..."
    COPIED_SLICE = "copied slice"
    TOO_LARGE = "too large for stack"
    TOO_ALIGNED = "too aligned for stack"
    VARIABLE_SIZE = "non-constant size"
    ZERO_SIZED_ELEMENT = "zero-sized element"
    UNSAFE_POINTER = "conversion to unsafe.Pointer"
    REFLECT_HEADER = "reflect.Header.Data"
    UINTPTR_ESCAPES = "//go:uintptrescapes"
