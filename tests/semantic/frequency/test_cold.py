"""Cold code: what runs at start, and what only looks like it."""

from __future__ import annotations

import pytest

from gomemlint.semantic.frequency.cold import Cold
from gomemlint.semantic.frequency.rarity import is_rare
from tests.semantic.gomodule import GoModule, Load

MAIN = """
package main

import (
	"example.com/m/server"

	"github.com/spf13/cobra"
)

var check = &cobra.Command{RunE: checkAll}

func checkAll() error { at("action by name"); return nil }

func command() *cobra.Command {
	return &cobra.Command{
		Use: "serve",
		RunE: func() error {
			at("in an action")
			once()
			for range 3 {
				at("in a loop of an action")
			}
			handle(func() { at("handler of an action") })
			return nil
		},
	}
}

func once() { at("called by an action") }

var table = build()

func build() (squares []int) {
	for i := range 9 {
		squares = append(squares, at("built in a loop"))
		_ = i
	}
	return squares
}

func init() { handle(func() { at("handler of init") }) }

func main() {
	at("in main")
	for range 3 {
		at("in a loop of main")
	}
	handle(func() { at("handler of main") })
	func() { at("run at once") }()
	setup()
	work()
	server.Open()
	for range 3 {
		often()
	}
	for _, name := range []string{"a", "b"} {
		at("in a short list of main")
		_ = name
	}
}

func usage(names []string) {
	for range names {
		at("in a loop of the usage")
	}
}

func setup() { at("called once"); deeper() }
func deeper() { at("called once by what is called once") }
func often() { at("called in a loop") }

func work() {
	for range 3 {
		at("in a loop of what main calls")
		inner()
	}
	handle(func() { at("handler of what main calls") })
}

func inner() { at("called in a loop of what main calls") }

func handle(f func()) { f() }
func at(place string) int { return len(place) }
"""
SERVER = """
package server

func Open() { at("exported and called once") }

func Unused() { at("exported and never called") }

func Local() { at("exported and called by its own package") }

func again() { Local() }

func at(place string) int { return len(place) }
"""
SUPPORT = """
package support

import "testing"

func Check(t *testing.T) { at("helps tests") }

func at(place string) int { return len(place) }
"""
FILLING = """
package supporttest

func Fill() { at("beside what helps tests") }

func at(place string) int { return len(place) }
"""
HELPER = """
package leaks

func Check() { at("imported by helpers of tests alone") }

func at(place string) int { return len(place) }
"""
END_TO_END = """
package e2e

func Start() { at("in an internal folder of tests") }

func at(place string) int { return len(place) }
"""
HARNESS = """
package vnet

func Run() { at("in a folder called like httptest") }

func at(place string) int { return len(place) }
"""
ATTESTING = """
package attest

func Attest() { at("in a folder whose name ends so") }

func at(place string) int { return len(place) }
"""
UTILITIES = """
package server

func Fake() { at("for tests by the name of its file") }
"""
PRINTING = """
package printing

import (
	"fmt"
	"os"
	"runtime/debug"
)

func Show(n int) {
	fmt.Println("shown", at("printed for people"))
	fmt.Fprintln(os.Stderr, at("told on the way"))
	fmt.Fprintln(os.Stdout, len(fmt.Sprint(at("inside of what is printed"))))
}

func Trace() (int, []byte) { return at("beside a stack"), debug.Stack() }

func at(place string) int { return len(place) }
"""
MODULES = {
    "go.mod": "module example.com/m\n\ngo 1.24\n\nrequire github.com/spf13/cobra v1.0.0\n\n"
    "replace github.com/spf13/cobra => ./cobra\n",
    "cobra/go.mod": "module github.com/spf13/cobra\n\ngo 1.24\n",
    "cobra/cobra.go": "package cobra\n\n"
    "type Command struct {\n\tUse string\n\tRunE func() error\n}\n",
}


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    sources = {
        "main.go": MAIN,
        "server/server.go": SERVER,
        "support/support.go": SUPPORT,
        "supporttest/fill.go": FILLING,
        "leaks/leaks.go": HELPER,
        "internal/test/e2e/start.go": END_TO_END,
        "nettest/vnet/vnet.go": HARNESS,
        "attest/attest.go": ATTESTING,
        "server/test_utils.go": UTILITIES,
        "printing/printing.go": PRINTING,
        "supporttest/check.go": SUPPORT.replace("package support", "package supporttest")
        .replace("helps tests", "checks")
        .replace("func at(place string) int { return len(place) }", "")
        .replace('import "testing"', 'import (\n\t"testing"\n\n\t_ "example.com/m/leaks"\n)'),
    }
    return load_module(MODULES | sources)


FOLDERS = {
    "exported and": "server",
    "helps tests": "support",
    "beside what": "supporttest",
    "imported by": "leaks",
    "in an internal": "internal/test/e2e",
    "in a folder called": "nettest/vnet",
    "in a folder whose": "attest",
    "for tests": "server",
    "printed for": "printing",
    "told on": "printing",
    "inside of": "printing",
    "beside a": "printing",
}


def folder_of(place: str) -> str:
    return next((folder for start, folder in FOLDERS.items() if place.startswith(start)), "")


def judged(module: GoModule, place: str) -> tuple[bool, bool]:
    """Tell whether the call with this argument is cold, and whether it is rare."""
    cold = Cold(module.index)
    call = module.node(f'at("{place}")', folder_of(place))
    return cold.is_cold(call.file, call.node), is_rare(module.index, cold, call.file, call.node)


@pytest.mark.parametrize(
    "place",
    [
        "built in a loop",
        "in main",
        "run at once",
        "called once",
        "called once by what is called once",
        "exported and called once",
        "helps tests",
        "beside what helps tests",
        "imported by helpers of tests alone",
        "in an internal folder of tests",
        "in a folder called like httptest",
        "for tests by the name of its file",
        "printed for people",
        "told on the way",
        "beside a stack",
        "in a short list of main",
        "in a loop of the usage",
        "action by name",
        "in an action",
        "called by an action",
    ],
)
def test_what_runs_at_start_is_cold(module: GoModule, place: str) -> None:
    assert judged(module, place) == (True, True)


@pytest.mark.parametrize(
    "place",
    [
        "handler of init",
        "in a loop of main",
        "handler of main",
        "called in a loop",
        "in a loop of what main calls",
        "called in a loop of what main calls",
        "handler of what main calls",
        "in a loop of an action",
        "handler of an action",
        "exported and never called",
        "exported and called by its own package",
        "in a folder whose name ends so",
        "inside of what is printed",
    ],
)
def test_what_main_repeats_or_hands_on_is_not_cold(module: GoModule, place: str) -> None:
    assert judged(module, place) == (False, False)
