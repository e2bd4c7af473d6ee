"""Why memory is on the heap, in one sentence each, and which records are one site."""

from __future__ import annotations

import pytest

from gomemlint.model.allocations import Cause, Kind
from tests.semantic.allocation.modules import Analysed, analysed

FLOWS = """package m

import (
	"io"

	"example.com/m/keep"
)

func encode(w *keep.Writer, n int) {
	var t keep.Tree
	t.N[0] = n
	w.Keep(&t)
}

func last(list []int) {
	var p *int
	for _, v := range list {
		v := v
		p = &v
	}
	use(p)
}

//go:noinline
func use(p *int) { *p++ }

func read(r io.Reader) {
	var b [8]byte
	r.Read(b[:])
}

func late(w *keep.Writer, n int) {
	limit := n
	w.F = func() int { return limit }
	limit++
}

func start(n int) {
	count := n
	go func() { count++ }()
}

//go:noinline
func recursive(t *keep.Tree, n int) {
	var u keep.Tree
	if n > 0 {
		recursive(&u, n-1)
	}
	kept = t
}

var kept *keep.Tree

func hold(t *keep.Tree) { kept = t }

func holds() {
	var t keep.Tree
	hold(&t)
}

func later(list []int) {
	for _, v := range list {
		defer println(v)
	}
}
"""
KEEP = """package keep

type Writer struct {
	last *Tree
	F    func() int
}

type Tree struct{ N [100]int }

//go:noinline
func (w *Writer) Keep(t *Tree) { hold(w, t) }

//go:noinline
func hold(w *Writer, t *Tree) { w.last = t }
"""
SITES = """package m

type point struct{ x, y int }

var sink any

func box[T any](v T) any { return v }

func several() (string, error) { return "", nil }

func useBox(s string, n int) (any, any) { return box(s), box(n) }

func made(x int) *point { return &point{x, x} }

func twice(a, b int) (*point, *point) { return made(a), made(b) }

func tuple() {
	sink, _ = several()
}

var table = []int{1, 2, 3}

func both(s string) any {
	return string([]byte(s))
}

func unused[T any](n int) []T { return make([]T, n) }
"""


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Analysed:
    return analysed(tmp_path_factory.mktemp("go"), {"a.go": FLOWS, "keep/keep.go": KEEP})


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Analysed:
    return analysed(tmp_path_factory.mktemp("go"), {"a.go": SITES})


def test_a_sentence_goes_through_calls_and_packages(flows: Analysed) -> None:
    escape = flows.escape("a.go:10")
    assert escape.sentence == (
        "`t` outlives `encode`: line 12 passes `&t` to `w.Keep`, "
        "which passes `t` to `hold`, which stores it in `w.last`"
    )
    assert [link.message for link in escape.chain] == [
        "takes the address of `t`",
        "passes `&t` to `w.Keep`",
        "passes `t` to `hold`",
        "stores it in `w.last`",
    ]
    assert [link.span.path for link in escape.chain] == ["a.go", "a.go", *["keep/keep.go"] * 2]


def test_memory_of_a_round_that_an_outer_variable_keeps_is_told_from_the_tree(
    flows: Analysed,
) -> None:
    escape = flows.escape("a.go:18")
    assert escape.cause is Cause.STORED
    assert escape.sentence == (
        "`v` outlives its round of the loop: line 19 stores its address in `p`, "
        "which is declared outside of it, in line 16"
    )


def test_an_interface_method_may_keep_what_it_gets(flows: Analysed) -> None:
    escape = flows.escape("a.go:28")
    assert escape.cause is Cause.UNKNOWN_CALLEE
    assert escape.sentence.endswith(
        "passes `b[:]` to `r.Read`, an interface method that may keep it"
    )


def test_a_captured_variable_goes_where_the_closure_goes(flows: Analysed) -> None:
    escape = flows.escape("a.go:33")
    assert escape.cause is Cause.CLOSURE_CAPTURE
    assert escape.sentence == (
        "`limit` outlives `late`: line 34 captures it by reference in a function literal, "
        "and line 34 stores the literal in `w.F`"
    )


def test_a_variable_of_a_goroutine_names_the_statement_that_starts_it(flows: Analysed) -> None:
    escape = flows.escape("a.go:39")
    assert escape.cause is Cause.GOROUTINE
    assert escape.sentence == (
        "`count` is used by the goroutine of line 40: line 40 captures it by reference"
    )


def test_a_function_that_calls_itself_is_told_to_its_end(flows: Analysed) -> None:
    escape = flows.escape("a.go:45")
    assert escape.sentence == "`u` outlives `recursive`: line 49 stores its address in `kept`"


def test_a_store_within_an_inlined_callee_is_told_at_the_call(flows: Analysed) -> None:
    escape = flows.escape("a.go:57")
    assert escape.sentence == (
        "`t` outlives `holds`: line 58 stores its address in `kept` within the inlined `hold`"
    )


def test_a_deferred_call_in_a_loop_has_a_hidden_closure(flows: Analysed) -> None:
    assert flows.verdict("a.go:63") == "heap"
    assert flows.escape("a.go:63").sentence == (
        "the hidden closure of the deferred call is made in each round of the loop, "
        "and kept until `defer` runs it"
    )


def test_generic_code_is_judged_by_the_worst_of_its_instances(sites: Analysed) -> None:
    assert sites.verdict("a.go:7") == "heap"


def test_generic_code_that_nobody_instantiates_is_unknown(sites: Analysed) -> None:
    assert sites.verdict("a.go:27") == "unknown"


def test_inlined_copies_belong_to_their_calls_and_the_callee_stays_one_site(
    sites: Analysed,
) -> None:
    assert [site.kind for site in sites.sites("a.go:15")] == [Kind.INLINED, Kind.INLINED]
    assert [site.kind for site in sites.sites("a.go:13")] == [Kind.LITERAL]


def test_one_of_several_results_is_boxed_at_the_call(sites: Analysed) -> None:
    boxes = [site for site in sites.sites("a.go:18") if site.kind is Kind.BOXING]
    assert [(site.site.text, str(site.verdict)) for site in boxes] == [("several()", "heap")]


def test_data_of_the_package_that_is_laid_out_by_the_linker_is_static(sites: Analysed) -> None:
    assert sites.verdict("a.go:21") == "static"


def test_a_boxed_conversion_is_two_sites_with_one_wording(sites: Analysed) -> None:
    found = {(site.kind, site.site.text) for site in sites.sites("a.go:24")}
    assert (Kind.BOXING, "string([]byte(s))") in found
    assert (Kind.CONVERSION, "string([]byte(s))") in found
