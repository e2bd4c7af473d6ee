"""What a program offers and does not call itself counts as called; a library is not judged so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.lint import lint

SERVICE = """package {package}

import "sync"

type Hub struct {{
	mu   sync.Mutex
	seen map[string]int
	next map[int]string
	step int
}}

var hub = &Hub{{seen: map[string]int{{}}, next: map[int]string{{}}}}

func Current() *Hub {{ return hub }}

func (h *Hub) {method}
"""
PROGRAM = """package main

import _ "example.com/served/hub"

func main() { select {} }
"""
TALLY = "Note(word string) { h.seen[word]++ }"
NAMED = 'Mark(peer string) { h.next[len(h.seen)] = ""; h.seen[peer] = 1 }'
COUNTED = 'Step() { h.step++; h.next[h.step] = "" }'
PLAIN = "Put(flavour string) { h.seen[flavour] = 1 }"


def _growths(module: Path, method: str, *, is_program: bool) -> list[str]:
    (module / "hub").mkdir()
    (module / "go.mod").write_text("module example.com/served\n\ngo 1.21\n")
    (module / "hub" / "hub.go").write_text(SERVICE.format(package="hub", method=method))
    if is_program:
        (module / "main.go").write_text(PROGRAM)
    return [finding.code for finding in lint(module).findings]


@pytest.mark.parametrize("method", [TALLY, NAMED, COUNTED])
def test_a_program_calls_what_it_exports(tmp_path: Path, method: str) -> None:
    assert _growths(tmp_path, method, is_program=True) == ["GML101"]


@pytest.mark.parametrize("method", [TALLY, NAMED, COUNTED])
def test_who_calls_a_library_is_unknown(tmp_path: Path, method: str) -> None:
    assert _growths(tmp_path, method, is_program=False) == []


def test_a_parameter_alone_says_little_of_its_values(tmp_path: Path) -> None:
    assert _growths(tmp_path, PLAIN, is_program=True) == []


@pytest.mark.parametrize("word", ["id", "hash", "topicName"])
def test_one_thing_of_many_says_more(tmp_path: Path, word: str) -> None:
    assert _growths(tmp_path, PLAIN.replace("flavour", word), is_program=True) == ["GML101"]
