"""`gomemlint diff`: what changed on the heap, and what only looks as if it had."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from gomemlint.cli.exits import Exit
from tests.e2e.running import run
from tests.repositories import commit

GO_MOD = "module example.com/m\n\ngo 1.24\n"
KEEPER = """package m

type point struct{ x, y int }

var kept []*point

func keep(x int) { kept = append(kept, &point{x: x}) }

//go:noinline
func length(p *point) int { return p.x*p.x + p.y*p.y }

func near(x int) int {
\tp := point{x: x}
\treturn length(&p)
}
"""
LEAKING = KEEPER.replace("{ return p.x*p.x", "{ kept = append(kept, p); return p.x*p.x")


class Site(msgspec.Struct):
    function: str
    expression: str
    code: str
    loops: int


class Change(msgspec.Struct):
    before: Site
    after: Site


class Leak(msgspec.Struct):
    function: str
    parameter: str
    payers: list[Site]


class Contract(msgspec.Struct):
    message: str


class Side(msgspec.Struct):
    missing: list[str]


class Diff(msgspec.Struct):
    after: Side
    new: list[Site]
    gone: list[Site]
    changed: list[Change]
    leaks: list[Leak]
    broken: list[Contract]


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A committed module in a git repository."""
    folder = tmp_path / "m"
    folder.mkdir()
    (folder / "go.mod").write_text(GO_MOD)
    (folder / "keeper.go").write_text(KEEPER)
    commit(folder)
    return folder


def diff(folder: Path, *arguments: str, exit_code: Exit = Exit.CLEAN) -> Diff:
    """Compare the work tree with the last commit, unless another revision is named."""
    words = arguments or ("HEAD",)
    done = run(folder, "diff", "--output-format", "json", *words)
    assert done.code == exit_code, done.out
    return msgspec.json.decode(done.out, type=Diff)


def test_moving_and_reordering_is_no_difference(module: Path) -> None:
    head, _, functions = KEEPER.partition("var kept")
    keep, separator, rest = functions.partition("//go:noinline")
    padding = "".join(f"// Line {number}.\n" for number in range(100))
    (module / "keeper.go").unlink()
    (module / "types.go").write_text(f"{head}{padding}\n{separator}{rest}")
    (module / "moved.go").write_text(f"package m\n\n{padding}\nvar kept{keep}")
    found = diff(module)
    assert (found.new, found.gone, found.changed, found.leaks) == ([], [], [], [])


def test_layout_and_elements_are_no_difference(module: Path) -> None:
    spread = "&point{\n\t\t// Both.\n\t\tx: x,\n\t\ty: 2,\n\t}"
    (module / "keeper.go").write_text(KEEPER.replace("&point{x: x})", f"{spread})"))
    found = diff(module)
    assert (found.new, found.gone, found.changed) == ([], [], [])


def test_a_new_escape_is_shown(module: Path) -> None:
    with (module / "keeper.go").open("a") as file:
        file.write("\nfunc fresh(x int) *point { return &point{y: x} }\n")
    found = diff(module, exit_code=Exit.FINDINGS)
    assert [(site.function, site.code) for site in found.new] == [("fresh", "GML403")]
    assert found.gone == []


def test_the_same_expression_twice_is_one_more(module: Path) -> None:
    again = "kept = append(kept, &point{x: x}); kept = append(kept, &point{x: x})"
    (module / "keeper.go").write_text(KEEPER.replace("kept = append(kept, &point{x: x})", again))
    found = diff(module, exit_code=Exit.FINDINGS)
    literals = [site for site in found.new if site.expression.startswith("&point")]
    assert [site.function for site in literals] == ["keep"]


def test_a_site_that_is_entered_by_a_loop_has_changed(module: Path) -> None:
    looped = KEEPER.replace("{ kept =", "{ for range x { kept =").replace("x: x}) }", "x: x}) } }")
    (module / "keeper.go").write_text(looped)
    found = diff(module, "HEAD", "--fail-on", "new-in-loop", exit_code=Exit.FINDINGS)
    assert found.new == []
    assert [(each.before.loops, each.after.loops) for each in found.changed] == [(0, 1), (0, 1)]


def test_a_parameter_that_begins_to_leak_names_who_pays(module: Path) -> None:
    (module / "keeper.go").write_text(LEAKING)
    found = diff(module, exit_code=Exit.FINDINGS)
    [leak] = found.leaks
    assert (leak.function, leak.parameter) == ("length", "p")
    assert [(site.function, site.expression) for site in leak.payers] == [("near", "p")]


def test_two_revisions_are_compared_in_either_direction(module: Path) -> None:
    (module / "keeper.go").write_text(LEAKING)
    commit(module)
    back = diff(module, "HEAD..HEAD~1")
    assert ([site.function for site in back.gone], back.new) == (["length", "near"], [])
    assert diff(module, "HEAD~1..HEAD", exit_code=Exit.FINDINGS).leaks != []


def test_a_contract_that_breaks_is_told_apart_from_one_that_was_broken(module: Path) -> None:
    promised = KEEPER.replace("func keep", "//gomemlint:noalloc\nfunc keep")
    promised = promised.replace("//go:noinline", "//gomemlint:noescape\n//\n//go:noinline")
    (module / "keeper.go").write_text(promised)
    commit(module)
    (module / "keeper.go").write_text(
        promised.replace("{ return p.x*p.x", "{ kept[0] = p; return 1")
    )
    options = ("HEAD", "--fail-on", "contracts")
    found = diff(module, *options, exit_code=Exit.FINDINGS)
    [broken] = found.broken
    assert broken.message.startswith("length breaks gomemlint:noescape: `p` leaves `length`")


def test_nothing_fails_that_need_not(module: Path) -> None:
    (module / "keeper.go").write_text(LEAKING)
    assert diff(module, "HEAD", "--fail-on", "never").new != []
    diff(module, "HEAD", "--fail-on", "contracts")


def test_what_does_not_compile_is_not_called_gone(module: Path) -> None:
    (module / "other").mkdir()
    (module / "other" / "user.go").write_text('package other\n\nimport _ "example.com/m"\n')
    commit(module)
    (module / "keeper.go").write_text(f"{KEEPER}\nvar x int = y\n")
    found = diff(module, exit_code=Exit.INCOMPLETE)
    assert (found.new, found.gone, found.changed) == ([], [], [])
    assert found.after.missing == ["example.com/m", "example.com/m/other"]
    told = run(module, "diff", "HEAD", "--allow-incomplete")
    assert told.code == Exit.CLEAN
    assert "in what could be compared. 2 packages could not be compared.\n" in told.out


def test_the_comment_on_a_pull_request_is_markdown(module: Path) -> None:
    (module / "keeper.go").write_text(LEAKING)
    done = run(module, "diff", "HEAD", "--output-format", "markdown")
    assert done.code == Exit.FINDINGS
    assert done.out.startswith("## gomemlint diff: ")
    assert "began to leak between HEAD and the work tree." in done.out
    assert "<summary>New on the heap: " in done.out


def test_a_revision_that_does_not_exist_is_told(module: Path) -> None:
    done = run(module, "diff", "nowhere")
    assert done.code == Exit.USAGE
    assert "nowhere names no commit" in done.err
