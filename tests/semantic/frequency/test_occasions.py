"""Occasions: what runs again and again, by whoever calls it."""

from __future__ import annotations

import pytest

from gomemlint.semantic.frequency.occasions import Occasions
from tests.semantic.gomodule import GoModule, Load

SOURCE = """
package m

import "net/http"

var verbs = map[string]func(string){"list": list}

func offer(verb string, do func(string)) { verbs[verb] = do }

func init() { offer("drop", drop) }

func list(name string)  { print("listed") }
func drop(name string)  { print("dropped") }
func spare(name string) { print("spared") }

var unused = map[string]func(string){"spare": spare}

type hook func(string)

func (h hook) run(name string) { h(name) }

type runner interface{ run(name string) }

type chain struct{ links []runner }

func (c *chain) add(r runner) { c.links = append(c.links, r) }

func build() *chain {
	c := &chain{}
	c.add(hook(func(name string) { print("hooked") }))
	return c
}

func Serve(w http.ResponseWriter, r *http.Request) {
	do := verbs[r.URL.Path]
	perform(do, r.URL.Path)
	for _, link := range build().links {
		link.run(r.URL.Path)
	}
}

func perform(do func(string), name string) { do(name) }

type desk struct{ calls chan string }

func (d *desk) next() string { return <-d.calls }

func (d *desk) attend(heard func(string)) {
	for said := range d.calls {
		heard(said)
	}
}

func (d *desk) work() {
	for said := d.next(); said != ""; said = d.next() {
		print("worked")
	}
}

func main() {
	d := &desk{calls: make(chan string)}
	go d.work()
	func() { print("begun") }()
	d.attend(func(said string) { print("heard") })
}
"""


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    return load_module({"m.go": SOURCE})


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ('print("listed")', "Serve runs for every request"),
        ('print("dropped")', "Serve runs for every request"),
        ('print("hooked")', "Serve runs for every request"),
        ('print("spared")', ""),
    ],
)
def test_what_waits_in_a_table_runs_when_its_elements_are_called(
    module: GoModule, place: str, reason: str
) -> None:
    occasions = Occasions(module.index)
    assert occasions.repetition(module.node(place), by_tables=True) == reason


def test_a_table_is_asked_only_if_wanted(module: GoModule) -> None:
    assert not Occasions(module.index).repetition(module.node('print("listed")'))


def test_what_a_loop_that_waits_calls_is_no_matter_of_the_start(module: GoModule) -> None:
    occasions = Occasions(module.index)
    places = [module.node(f'print("{said}")') for said in ("begun", "heard", "worked")]
    assert [occasions.is_at_start(place) for place in places] == [True, False, False]


def test_a_literal_runs_again_if_who_gets_it_calls_it_in_a_loop_that_waits(
    module: GoModule,
) -> None:
    reason = Occasions(module.index).repetition(module.node('print("heard")'))
    assert reason == "(*desk).attend calls it for as long as the program runs"
