"""Compare our facts with what Go's own tests of escape analysis expect.

    python -m scripts.escape_tests [--go GO] CHECKOUT

CHECKOUT is a checkout of the Go repository: its files `test/escape*.go` that begin with
`// errorcheck` and are compiled with -m carry `// ERROR "regexp"` comments. An expectation counts
if it is about escapes, moves and leaks and the compiler at hand meets it; then a fact of ours at
that line has to meet it too, and what goes to the heap has to be a site of ours. Nothing of that
repository is copied into this one.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import click
from scripts.compat_verdicts import Reading

from gomemlint.engine.loaded import Linked, LoadedCode
from gomemlint.engine.run import by_path
from gomemlint.engine.world import World
from gomemlint.model.facts import Append, Escape, Fact, Leak, LeakTarget, Moved, Verdict
from gomemlint.semantic.allocation import Allocations
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.index import Index
from gomemlint.toolchain.gotypes.checking import check
from gomemlint.toolchain.loading import load
from gomemlint.toolchain.requests import LoadRequest

HEADER = re.compile(r"// errorcheck(?P<flags>.*)$")
COMMENT = re.compile(r"// (?:GC_)?ERROR (?P<patterns>.*)$")
PATTERN = re.compile(r'"((?:[^"\\]|\\.)*)"|`([^`]*)`')
PRINTED = re.compile(r"^(?P<path>[^:\s][^:]*\.go):(?P<line>\d+)(?::\d+)?: (?P<message>\S.*)$", re.M)
MEMORY = re.compile(
    r"(.* escapes to heap|moved to heap: .*|.* does not escape|leaking param.*)$", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """One regular expression of a line."""

    path: str
    line: int
    pattern: re.Pattern[str]


@dataclass(slots=True)
class Score:
    """How many expectations there were, and what became of them."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Case:
    """A file of the Go repository, alone in a package of a module of ours."""

    name: str
    path: Path
    flags: tuple[str, ...]


def cases(checkout: Path, module: Path) -> Iterator[Case]:
    """Copy the tests that are about -m into packages of a module outside of this repository."""
    (module / "go.mod").write_text("module example.com/tests\n\ngo 1.21\n", encoding="utf-8")
    for source in sorted((checkout / "test").glob("escape*.go")):
        text = source.read_text(encoding="utf-8")
        header = HEADER.match(text.partition("\n")[0])
        flags = shlex.split(header["flags"]) if header else []
        if "-m" not in flags or any(flag.startswith("-d") for flag in flags):
            continue
        folder = module / source.stem
        folder.mkdir()
        copy = folder / source.name
        copy.write_text(text, encoding="utf-8")
        # With an assembly file, functions may lack their bodies.
        (folder / "empty.s").touch()
        yield Case(source.stem, copy, tuple(flag for flag in flags if flag in ("-l", "-N")))


def expectations(path: Path) -> Iterator[Expectation]:
    """Yield what the comments of a file expect; a pattern that Python cannot read is left out."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        comment = COMMENT.search(line)
        for quoted, raw in PATTERN.findall(comment["patterns"]) if comment else ():
            text = raw or re.sub(r'\\(["\\])', r"\1", quoted)
            yield Expectation(str(path), number, re.compile(text))


def compiled(module: Path, flags: Sequence[str], names: Sequence[str], go: str) -> bytes:
    """Return what the compiler says about packages with the flags of their tests."""
    gcflags = " ".join(("-m", "-m", *flags))
    command = [go, "list", "-e", "-export", f"-gcflags={gcflags}", *(f"./{n}" for n in names)]
    return subprocess.run(command, cwd=module, capture_output=True, check=False).stderr


def spelled(fact: Fact) -> str:
    """Return the compiler's short line that a fact was read from."""
    match fact:
        case Escape(expression=expression, verdict=verdict):
            return f"{expression} {_words(verdict)}"
        case Append(verdict=verdict):
            return f"append {_words(verdict)}"
        case Moved(variable=variable):
            return f"moved to heap: {variable}"
        case Leak(parameter=name, target=LeakTarget.HEAP):
            return f"leaking param: {name}"
        case Leak(parameter=name, target=LeakTarget.CONTENT_TO_HEAP):
            return f"leaking param content: {name}"
        case Leak(parameter=name, result=result, level=level):
            return f"leaking param: {name} to result {result} level={level}"
        case _:
            return ""


def _words(verdict: Verdict) -> str:
    return "escapes to heap" if verdict is Verdict.ESCAPES else "does not escape"


def printed(text: bytes) -> Mapping[tuple[str, int], list[str]]:
    """Return the compiler's short lines by file name and line."""
    found: dict[tuple[str, int], list[str]] = {}
    for line in PRINTED.finditer(text.decode("utf-8", "replace")):
        place = Path(line["path"]).name, int(line["line"])
        found.setdefault(place, []).append(line["message"])
    return found


def judge(module: Path, of: Sequence[Case], text: bytes, scratch: Path, score: Score) -> None:
    """Compare all files that were compiled with the same flags."""
    output = scratch / "text"
    output.write_bytes(text)
    listing, *_ = load(LoadRequest(module, scratch, arguments=tuple(f"./{c.name}" for c in of)))
    assert listing.go is not None
    world = World(replace(listing, diagnostics=output), str(listing.root))
    checked = check(listing.go, listing.packages, scratch)
    types = by_path(world, checked.files)
    code = LoadedCode(world, Linked(types), Reading())
    lines, allocations = printed(text), Allocations(Index(code))
    for name in code.units():
        unit = code.unit(name)
        for file in () if unit is None else unit.files:
            assert unit is not None
            sites = {
                fact for site in allocations.recorded(unit, file) for fact in site.candidate.facts
            }
            for each in expectations(Path(file.absolute)):
                said = lines.get((Path(each.path).name, each.line), [])
                met = [m for m in said if MEMORY.fullmatch(m) and each.pattern.search(m)]
                if met:
                    _count(each, file, sites, score)
                else:
                    score.counts["not met by this compiler, or not about memory"] += 1


def _count(each: Expectation, file: File, sites: Collection[Fact], score: Score) -> None:
    facts = () if file.facts is None else file.facts.of_line(each.line)
    found = [fact for fact in facts if each.pattern.search(spelled(fact))]
    where = f"{Path(each.path).name}:{each.line}: {each.pattern.pattern}"
    if not found:
        score.problems.append(f"{where}: no fact of ours")
        return
    score.counts["met by our facts"] += 1
    heap = [f for f in found if isinstance(f, Moved) or _is_expression(f)]
    if not heap:
        return
    if any(fact in sites for fact in heap):
        score.counts["of these on the heap, and a site of ours"] += 1
    else:
        score.problems.append(f"{where}: no site of ours")


def _is_expression(fact: Fact) -> bool:
    return isinstance(fact, Escape | Append) and fact.verdict is Verdict.ESCAPES


@click.command()
@click.argument("checkout", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--go", default="go", help="The go command to use.")
def main(checkout: Path, go: str) -> None:
    """Print how many expectations our facts meet, and each one that they do not."""
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        module = Path(folder, "module")
        module.mkdir()
        by_flags: dict[tuple[str, ...], list[Case]] = {}
        for case in cases(checkout, module):
            by_flags.setdefault(case.flags, []).append(case)
        for number, (flags, of) in enumerate(by_flags.items()):
            scratch = Path(folder, f"scratch{number}")
            scratch.mkdir()
            text = compiled(module, flags, [case.name for case in of], go)
            judge(module, of, text, scratch, score)
            score.counts["files"] += len(of)
    for what, count in sorted(score.counts.items()):
        click.echo(f"{count:5} {what}")
    for problem in score.problems:
        click.echo(f"  {problem}")
    sys.exit(bool(score.problems))


if __name__ == "__main__":
    main()
