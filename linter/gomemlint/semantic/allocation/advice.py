"""What to do about a site on the heap, and when not to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gomemlint.model.allocations import Cause


@dataclass(frozen=True, slots=True)
class Advice:
    """What to write instead, and when to leave the code as it is."""

    instead: str
    unless: str


ADVICE: Mapping[Cause, Advice] = {
    Cause.CLOSURE_CAPTURE: Advice(
        "pass what the closure reads as an argument, or copy it to a fresh variable before the "
        "literal, so that it is captured by value",
        "the closure has to see later changes, or it is made once and called often",
    ),
    Cause.INTERFACE_CONVERSION: Advice(
        "keep the concrete type: a type parameter, a typed container, a function for the type "
        "itself; or put a pointer that exists already into the interface",
        "the code runs rarely, or the interface is what callers need",
    ),
    Cause.RETURNED: Advice(
        "return the value, or let the caller pass the memory to fill",
        "callers keep the pointer, or the value is large or must not be copied",
    ),
    Cause.DYNAMIC_SIZE: Advice(
        "slice an array of the common size, and allocate only where that is too small",
        "the size has no bound, or the slice is large anyway",
    ),
    Cause.TOO_LARGE: Advice(
        "keep one buffer and use it again: in the object, in a pool, or at package level behind "
        "a lock",
        "the function runs rarely",
    ),
    Cause.UNKNOWN_CALLEE: Advice(
        "move the buffer out of the loop or into the object that makes the call; a concrete type "
        "lets the compiler see what the callee keeps",
        "the callee may keep the memory, so that using it again would change what it kept",
    ),
    Cause.GOROUTINE: Advice(
        "pass the value to the goroutine as an argument, or capture a variable that is set once",
        "the goroutine has to share the variable; starting it costs more than the variable",
    ),
    Cause.STORED: Advice(
        "store the value instead of its address, or fill memory that is there already",
        "the memory has to live as long as what holds it: then this allocation is the point",
    ),
}
