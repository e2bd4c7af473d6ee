"""What functions of the standard library do with the memory that they are given.

Only what matters here is listed; a function of the standard library that is not listed keeps
nothing and returns memory of its own. Sources are the functions' documentation and bodies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from gomemlint.semantic.program.functions import RECEIVER


class How(Enum):
    """How a value is related to the memory of its source; several can hold at once.

    No relation at all means that the value is the source itself. `ADVANCED` is a slice whose
    start moved, `CAPPED` one with a smaller capacity, `PART` one that is small in expectation.
    `PARTS` are all the parts of something together: one of them is a `PART`. `REST` is what
    follows a separator.
    `VIEW` came out of a function that shares memory. `CONTAINED` holds the source inside,
    `CAPTURED` is a function literal that does. `UNSAFE` hides the relation from the type checker.
    `INDIRECT` is what a pointer in the source's memory leads to, `COPIED` a copy that is as big.
    """

    # Members are compared by identity; hashing their names takes a tenth of an analysis.
    __hash__ = object.__hash__

    FIELD = "field"
    ELEMENT = "element"
    DEREFERENCE = "dereference"
    ADDRESS = "address"
    SLICE = "slice"
    ADVANCED = "advanced"
    CAPPED = "capped"
    PART = "part"
    PARTS = "parts"
    REST = "rest"
    VIEW = "view"
    CONTAINED = "contained"
    CAPTURED = "captured"
    UNSAFE = "unsafe"
    INDIRECT = "indirect"
    COPIED = "copied"


Relation = frozenset[How]
SAME: Relation = frozenset()
_STEPS = frozenset({How.ELEMENT, How.FIELD})


def beyond(inner: Relation, outer: Relation) -> Relation:
    """Return the relation of two steps, the inner one first: one of the parts is a part."""
    if How.PARTS in inner and outer & _STEPS:
        inner = (inner - {How.PARTS}) | {How.PART}
    if How.PART in inner and How.REST not in inner:
        # The rest of a part is no rest of the whole.
        outer -= {How.REST}
    return inner | outer


@dataclass(frozen=True, slots=True)
class Shares:
    """A result that shares memory with a parameter."""

    result: int
    parameter: int
    relation: Relation


_VIEW = frozenset({How.VIEW})
_PART = frozenset({How.PART})
_ALL_PARTS = frozenset({How.PARTS})
_ADVANCED = frozenset({How.VIEW, How.ADVANCED})
_HOLDS = frozenset({How.CONTAINED})
_ELEMENTS = frozenset({How.ELEMENT, How.CONTAINED, How.INDIRECT})

_PARTS = """
    Split SplitN SplitAfter SplitAfterN SplitSeq SplitAfterSeq
    Fields FieldsFunc FieldsSeq FieldsFuncSeq Lines
"""
_TRIMS_START = "Trim TrimFunc TrimLeft TrimLeftFunc TrimPrefix TrimSpace"
_TRIMS_END = "TrimRight TrimRightFunc TrimSuffix"
# They return the same string when there is nothing to change.
_CHANGES = """
    strings.Replace strings.ReplaceAll strings.Title strings.ToLower strings.ToTitle
    strings.ToUpper strings.ToValidUTF8
"""
_FINDS = """
    regexp.(Regexp).Find regexp.(Regexp).FindAll regexp.(Regexp).FindAllString
    regexp.(Regexp).FindAllStringSubmatch regexp.(Regexp).FindAllSubmatch
    regexp.(Regexp).FindString regexp.(Regexp).FindStringSubmatch regexp.(Regexp).FindSubmatch
"""
_APPENDS = """
    crypto/cipher.(AEAD).Open crypto/cipher.(AEAD).Seal encoding/base32.(Encoding).AppendDecode
    encoding/base32.(Encoding).AppendEncode encoding/base64.(Encoding).AppendDecode
    encoding/base64.(Encoding).AppendEncode encoding/binary.AppendUvarint
    encoding/binary.AppendVarint encoding/hex.AppendDecode encoding/hex.AppendEncode
    fmt.Append fmt.Appendf fmt.Appendln hash.(Hash).Sum math/big.(Int).Append
    net/netip.(Addr).AppendTo net/netip.(AddrPort).AppendTo net/netip.(Prefix).AppendTo
    slices.AppendSeq slices.Clip slices.Compact slices.CompactFunc slices.Delete
    slices.DeleteFunc slices.Grow slices.Insert slices.Replace strconv.AppendBool
    strconv.AppendFloat strconv.AppendInt strconv.AppendQuote strconv.AppendQuoteRune
    strconv.AppendUint time.(Time).AppendFormat unicode/utf16.AppendRune unicode/utf8.AppendRune
"""
# They give what something holds, one by one or all together.
_YIELDS = "maps.Keys maps.Values slices.Values"
_GATHERS = """
    maps.Collect slices.Collect slices.Sorted slices.SortedFunc slices.SortedStableFunc
"""
_VIEWS_OF_RECEIVER = """
    bytes.(Buffer).Bytes bytes.(Buffer).AvailableBuffer bufio.(Reader).Peek
    bufio.(Reader).ReadSlice bufio.(Reader).ReadLine bufio.(Scanner).Bytes
    bufio.(Writer).AvailableBuffer strings.(Builder).String reflect.(Value).Bytes
"""
_HOLDERS = """
    bytes.NewBuffer bytes.NewBufferString bytes.NewReader strings.NewReader bufio.NewReader
    bufio.NewReaderSize bufio.NewWriter bufio.NewWriterSize bufio.NewScanner io.NopCloser
    io.LimitReader io.TeeReader io.MultiReader io.MultiWriter context.WithValue
"""


def _texts(package: str) -> Iterator[tuple[str, tuple[Shares, ...]]]:
    """Yield what `bytes` and `strings` have in common."""
    for names, relation in (
        (_PARTS, _ALL_PARTS),
        (_TRIMS_START, _ADVANCED),
        (_TRIMS_END, _VIEW),
        ("CutPrefix", _ADVANCED),
        ("CutSuffix", _VIEW),
    ):
        for name in names.split():
            yield f"{package}.{name}", (Shares(0, 0, relation),)
    yield f"{package}.Cut", (Shares(0, 0, _PART), Shares(1, 0, _PART | {How.REST}))


def _each(keys: str, parameter: int, relation: Relation) -> Iterator[tuple[str, tuple[Shares]]]:
    for key in keys.split():
        yield key, (Shares(0, parameter, relation),)


_UNSAFE = "unsafe.String unsafe.Slice unsafe.StringData unsafe.SliceData"

SHARED: Mapping[str, tuple[Shares, ...]] = {
    **dict(_texts("bytes")),
    **dict(_texts("strings")),
    **dict(_each(_CHANGES, 0, _VIEW)),
    **dict(_each(_FINDS, 0, _PART | _HOLDS)),
    **dict(_each(_VIEWS_OF_RECEIVER, RECEIVER, _VIEW)),
    **dict(_each(_APPENDS, 0, SAME)),
    **dict(_each(_YIELDS, 0, SAME)),
    **dict(_each(_GATHERS, 0, _ELEMENTS)),
    **dict(_each(_HOLDERS, 0, _HOLDS)),
    **dict(_each(_UNSAFE, 0, frozenset({How.VIEW, How.UNSAFE}))),
    "bytes.(Buffer).Next": (Shares(0, RECEIVER, _ADVANCED),),
    "net/url.Parse": (Shares(0, 0, _ALL_PARTS),),
    "net/url.ParseRequestURI": (Shares(0, 0, _ALL_PARTS),),
    "strconv.Unquote": (Shares(0, 0, _VIEW),),
    "strings.Map": (Shares(0, 1, _VIEW),),
}

# They put the arguments from this one on into the slice that they return.
INSERTS: Mapping[str, int] = {"slices.Insert": 2, "slices.Replace": 3}

# Which arguments stay reachable after the call, by the function's key.
KEEPS: Mapping[str, tuple[int, ...]] = {
    "container/heap.Push": (1,),
    "container/list.(List).InsertAfter": (0,),
    "container/list.(List).InsertBefore": (0,),
    "container/list.(List).PushBack": (0,),
    "container/list.(List).PushFront": (0,),
    "container/ring.(Ring).Link": (0,),
    "runtime.AddCleanup": (1, 2),
    "runtime.SetFinalizer": (1,),
    "sync.(Map).CompareAndSwap": (0, 2),
    "sync.(Map).LoadOrStore": (0, 1),
    "sync.(Map).Store": (0, 1),
    "sync.(Map).Swap": (0, 1),
    "sync/atomic.(Pointer).CompareAndSwap": (1,),
    "sync/atomic.(Pointer).Store": (0,),
    "sync/atomic.(Pointer).Swap": (0,),
    "sync/atomic.(Value).Store": (0,),
    "time.AfterFunc": (1,),
}

# Of these every result is a small view of a buffer that is used again.
GLIMPSES = frozenset(
    {"bufio.(Reader).ReadLine", "bufio.(Reader).ReadSlice", "bufio.(Scanner).Bytes"}
)

# What returns a view of memory that its receiver goes on to own.
BORROWED = GLIMPSES | {
    "bufio.(Reader).Peek",
    "bytes.(Buffer).Bytes",
    "bytes.(Buffer).Next",
    "strings.(Builder).String",
}

# What returns memory of unbounded size that is new, or a whole buffer: where big arrays begin.
BIG: Mapping[str, str] = {
    "bufio.(Reader).Peek": "the buffer of a bufio.Reader",
    "bufio.(Reader).ReadSlice": "the buffer of a bufio.Reader",
    "bufio.(Reader).ReadLine": "the buffer of a bufio.Reader",
    "bufio.(Scanner).Bytes": "the buffer of a bufio.Scanner",
    "bytes.(Buffer).Bytes": "the array of a bytes.Buffer",
    "bytes.(Buffer).Next": "the array of a bytes.Buffer",
    "bytes.(Buffer).String": "the text of a bytes.Buffer",
    "embed.(FS).ReadFile": "a whole file",
    "golang.org/x/sys/unix.Mmap": "a mapped file",
    "io.ReadAll": "what io.ReadAll read",
    "io/fs.ReadFile": "a whole file",
    "io/ioutil.ReadAll": "what ioutil.ReadAll read",
    "io/ioutil.ReadFile": "a whole file",
    "net/http/httputil.DumpRequest": "a dumped request",
    "net/http/httputil.DumpRequestOut": "a dumped request",
    "net/http/httputil.DumpResponse": "a dumped response",
    "os.(Root).ReadFile": "a whole file",
    "os.ReadFile": "a whole file",
    "strings.(Builder).String": "the text of a strings.Builder",
    "syscall.Mmap": "a mapped file",
}


def is_standard(package: str) -> bool:
    """Tell whether an import path belongs to the standard library: its first part has no dot."""
    return "." not in package.partition("/")[0]
