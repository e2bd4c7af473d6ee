"""Big memory: which parts of it outlive a function, and where."""

from __future__ import annotations

import pytest

from gomemlint.semantic.retention.origins import Kept, kept_memory
from gomemlint.semantic.values.producers import find_producers
from gomemlint.semantic.values.summaries import Summaries
from gomemlint.syntax.nodes import text
from tests.semantic.gomodule import GoModule, Load

SOURCE = """
package m

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

var banner []byte
var out chan []byte
var verRE = regexp.MustCompile("x(.*)")
var wanted map[string]bool

type cache struct {
	ids   map[string][]byte
	last  []byte
	data  []byte
	lines [][]byte
	names map[string]struct{}
}

func load(p string) { data, _ := os.ReadFile(p); banner = data[:64] }
func magic(p string) ([]byte, error) {
	b, err := os.ReadFile(p)
	if err != nil {
		return nil, err
	}
	return b[:4], nil
}
func (c *cache) add(r io.Reader) {
	b, _ := io.ReadAll(r)
	id, rest, _ := bytes.Cut(b, nil)
	c.ids[string(rest[:1])] = id
}
func first(b []byte) []byte { return b[:8] }
func (c *cache) helper(r io.Reader) { b, _ := io.ReadAll(r); c.last = first(b) }
func fields(all []byte, r io.Reader) {
	b, _ := io.ReadAll(r)
	for _, f := range bytes.Fields(b) {
		out <- f
	}
}
func (c *cache) names_(p string) {
	data, _ := os.ReadFile(p)
	for _, l := range strings.Split(string(data), "\\n") {
		k, _, _ := strings.Cut(l, "=")
		if wanted[k] {
			c.names[k] = struct{}{}
		}
	}
}
func version(body io.Reader) string {
	b, _ := io.ReadAll(body)
	return verRE.FindStringSubmatch(string(b))[1]
}
func exits(p string) []byte {
	b, _ := os.ReadFile(p)
	if len(b) < 64 {
		return b
	}
	return b[:64]
}
func together(p string) ([]byte, []byte) { b, _ := os.ReadFile(p); return b, b[:64] }
func upTo(b []byte, n int) []byte { if len(b) < n { return b }; return b[:n] }
func (c *cache) little(p string) { b, _ := os.ReadFile(p); c.last = upTo(b, 16) }
func (c *cache) much(p string) { b, _ := os.ReadFile(p); c.last = upTo(b, 1 << 20) }
func (c *cache) put(p string) {
	b, _ := os.ReadFile(p)
	c.lines = slices.Insert(c.lines, 0, bytes.Fields(b)[0])
	c.lines = append([][]byte(nil), c.lines[1:]...)
}
func (c *cache) letter(p string) {
	b, _ := os.ReadFile(p)
	c.last, c.data, _ = bytes.Cut(b, nil)
}
func (c *cache) chosen(p string) {
	b, _ := os.ReadFile(p)
	for _, l := range bytes.Split(b, nil) {
		if k, v, ok := bytes.Cut(l, nil); ok && len(v) > 8 && v[0] == 'x' {
			c.last, c.data = k, v
		}
	}
}
func viaRead(p string) []byte { b, _ := magic(p); return b }

func cloned(p string) { data, _ := os.ReadFile(p); banner = bytes.Clone(data[:64]) }
func appended(p string) { data, _ := os.ReadFile(p); banner = append([]byte(nil), data[:64]...) }
func text_(p string) { data, _ := os.ReadFile(p); wanted[string(data[:4])] = true }
func (c *cache) own(p string) {
	c.data, _ = os.ReadFile(p)
	c.last = c.data[:8]
}
func whole(r io.Reader) []byte { b := make([]byte, 1<<20); n, _ := r.Read(b); return b[:n] }
func header(r io.Reader) []byte { b, _ := io.ReadAll(r); return b[4:] }
func trimmed(p string) string { b, _ := os.ReadFile(p); return strings.TrimSpace(string(b)) }
func local(p string) int { b, _ := os.ReadFile(p); h := b[:8]; return int(h[0]) }
func (c *cache) both(p string) {
	data, _ := os.ReadFile(p)
	lines := bytes.Split(data, nil)
	c.data = data
	c.lines = lines
}
"""


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    return load_module({"m.go": SOURCE})


@pytest.fixture(scope="module")
def summaries(module: GoModule) -> Summaries:
    found = Summaries(module.index)
    find_producers(found)
    return found


def kept(module: GoModule, summaries: Summaries, name: str) -> list[Kept]:
    found = kept_memory(summaries, module.function(name))
    return [each for each in found if not each.is_whole_kept]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("load", [("data[:64]", "os.ReadFile(p)")]),
        ("magic", [("b[:4]", "os.ReadFile(p)")]),
        ("(*cache).add", [("id", "io.ReadAll(r)")]),
        ("(*cache).helper", [("first(b)", "io.ReadAll(r)")]),
        ("fields", [("f", "io.ReadAll(r)")]),
        ("(*cache).names_", [("k", "string(data)")]),
        ("exits", [("b[:64]", "os.ReadFile(p)")]),
        ("(*cache).little", [("upTo(b, 16)", "os.ReadFile(p)")]),
        ("(*cache).put", [("slices.Insert(c.lines, 0, bytes.Fields(b)[0])", "os.ReadFile(p)")]),
        ("(*cache).chosen", [("k", "os.ReadFile(p)"), ("v", "os.ReadFile(p)")]),
        ("version", [("verRE.FindStringSubmatch(string(b))[1]", "string(b)")]),
    ],
)
def test_a_part_outlives_its_function(
    module: GoModule, summaries: Summaries, name: str, expected: list[tuple[str, str]]
) -> None:
    found = kept(module, summaries, name)
    assert [(text(each.node), text(each.origin)) for each in found] == expected


@pytest.mark.parametrize(
    "name",
    ["cloned", "appended", "text_", "whole", "header", "trimmed", "local", "first", "viaRead"],
)
def test_what_is_copied_whole_or_local_is_not_kept(
    module: GoModule, summaries: Summaries, name: str
) -> None:
    assert kept(module, summaries, name) == []


@pytest.mark.parametrize(
    "name", ["(*cache).own", "(*cache).both", "together", "(*cache).much", "(*cache).letter"]
)
def test_an_owner_of_the_whole_may_keep_parts(
    module: GoModule, summaries: Summaries, name: str
) -> None:
    assert kept(module, summaries, name) == []


def test_a_loop_that_keeps_every_part_says_so(module: GoModule, summaries: Summaries) -> None:
    assert [each.is_all for each in kept(module, summaries, "fields")] == [True]
    assert [each.is_all for each in kept(module, summaries, "(*cache).names_")] == [False]
