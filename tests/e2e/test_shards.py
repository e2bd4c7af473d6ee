"""Runs that share the packages among them: together they say what one run says."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.authoring.rulefiles import rule_text, write_rule
from tests.e2e.running import GO_MOD, Ran, Write, pool, run

FORMATS = ("json", "sarif")
HANDLER = """\
package {name}

import (
	"net/http"

	"example.com/m/store"
)

func Handle(w http.ResponseWriter, r *http.Request) {{
	store.{container}[r.RemoteAddr]++
}}
"""
# In `store` nothing is wrong: what others do makes one of its maps grow for ever.
MODULE: Mapping[str, str | bytes] = {
    "go.mod": GO_MOD,
    "store/store.go": "package store\n\n"
    "var /* é😀 */ Kept = map[string]int{}\n\nvar Pruned = map[string]int{}\n",
    "admin/admin.go": "package admin\n\n"
    'import "example.com/m/store"\n\n'
    "func Forget(name string) { delete(store.Pruned, name) }\n",
    "web/kept/kept.go": HANDLER.format(name="kept", container="Kept"),
    "web/pruned/pruned.go": HANDLER.format(name="pruned", container="Pruned"),
    "pools/a/a.go": pool("a"),
    "pools/b/b.go": pool("b").replace(
        "blocks.Put(block)", "blocks.Put(block) //gomemlint:ignore GML301 measured"
    ),
    "zoo/é.go": pool("zoo").replace("var blocks", "//gomemlint:ignore\nvar blocks"),
    "broken/broken.go": "package broken\n\nvar N int = nobody\n",
    "above/above.go": 'package above\n\nimport "example.com/m/broken"\n\nvar N = broken.N\n',
}
SOUND = {name: text for name, text in MODULE.items() if "broken" not in str(text)}


@dataclass(frozen=True, slots=True)
class Reports:
    """The same report in each format, and the exit code of the run that wrote it."""

    code: int
    texts: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder to run in, and one for reports."""

    root: Path
    out: Path

    def check(self, *options: str, name: str = "whole") -> Reports:
        """Run without a record of earlier runs, and write a report in each format."""
        paths = {form: self.out / f"{name}.{form}" for form in FORMATS}
        outputs = [word for form in FORMATS for word in ("--output", f"{form}={paths[form]}")]
        ran = run(self.root, "check", "--no-cache", "--jobs", "2", *outputs, *options)
        assert "Traceback" not in ran.err
        return Reports(ran.code, {form: path.read_bytes() for form, path in paths.items()})

    def shards(self, count: int, *options: str) -> list[Reports]:
        """Run all shards."""
        numbers = range(1, count + 1)
        return [
            self.check("--shard", f"{n}/{count}", *options, name=f"{count}-{n}") for n in numbers
        ]

    def merge(self, count: int, form: str, *options: str) -> Ran:
        """Merge the reports of all shards, the last one first."""
        parts = [str(self.out / f"{count}-{n}.{form}") for n in range(count, 0, -1)]
        return run(self.root, "merge", *parts, *options)


@pytest.fixture
def bench(write: Write, tmp_path: Path) -> Bench:
    out = tmp_path / "out"
    out.mkdir()
    return Bench(write(MODULE), out)


@pytest.fixture
def sound(write: Write, tmp_path: Path) -> Bench:
    out = tmp_path / "out"
    out.mkdir()
    return Bench(write(SOUND), out)


def assert_merged(bench: Bench, count: int, whole: Reports, *options: str) -> None:
    for form in FORMATS:
        merged = bench.merge(count, form, *options)
        assert merged.err == ""
        assert (merged.code, merged.out.encode()) == (whole.code, whole.texts[form])


@pytest.mark.parametrize("options", [(), ("--select", "ALL", "--min-confidence", "possible")])
def test_the_parts_make_the_whole_byte_for_byte(bench: Bench, options: tuple[str, ...]) -> None:
    whole = bench.check(*options)
    assert whole.code == 3
    for count in range(1, 5):
        bench.shards(count, *options)
        assert_merged(bench, count, whole)


def test_the_whole_is_the_same_from_a_folder_inside_of_the_module(bench: Bench) -> None:
    inside = Bench(bench.root / "pools" / "a", bench.out)
    whole = inside.check("../../...")
    paths = [found["path"] for found in json.loads(whole.texts["json"])["findings"]]
    assert paths != sorted(paths)  # the order is that of the module
    inside.shards(3, "../../...")
    assert_merged(inside, 3, whole)


def test_a_shard_knows_what_other_packages_do(sound: Bench) -> None:
    sound.shards(4, "--select", "GML101")
    parts = [json.loads((sound.out / f"4-{n}.json").read_bytes()) for n in range(1, 5)]
    found = [finding for part in parts for finding in part["findings"]]
    assert [(each["package"], "Kept" in each["message"]) for each in found] == [
        ("example.com/m/web/kept", True)
    ]
    shown = {reason["path"] for reason in found[0]["evidence"]}
    assert "store/store.go" in shown
    holder = next(part["shard"] for part in parts if part["findings"])
    assert holder["files"] == ["web/kept/kept.go"]


def test_columns_are_counted_in_files_without_findings_too(sound: Bench) -> None:
    (result,) = json.loads(sound.check("--select", "GML101").texts["sarif"])["runs"][0]["results"]
    places = [place["physicalLocation"] for place in result["relatedLocations"]]
    columns = {
        place["region"]["startColumn"]
        for place in places
        if place["artifactLocation"]["uri"] == "store/store.go"
    }
    before = "var /* é😀 */ ".encode("utf-16-le")
    assert columns == {len(before) // 2 + 1}


def test_each_package_is_in_one_shard_with_its_findings_and_notices(bench: Bench) -> None:
    whole = json.loads(bench.check().texts["json"])
    parts = [json.loads(each.texts["json"]) for each in bench.shards(3)]
    packages = [{found["package"] for found in part["findings"]} for part in parts]
    assert sum(map(len, packages)) == len(set().union(*packages)) >= 3
    for key in ("packages", "files", "lines", "findings", "suppressed"):
        assert sum(part["summary"][key] for part in parts) == whole["summary"][key]
    tellers = [any(n["code"] == "package-broken" for n in part["notices"]) for part in parts]
    assert 1 <= sum(tellers) <= 2  # that of `broken`, and that of `above`, which imports it


def test_rules_run_on_the_packages_of_the_shard_alone(sound: Bench, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    write_rule(rules, rule_text(body="    raise RuntimeError\n    yield\n"))
    options = ("--select", "ACME001", "--allow-rules", str(rules))
    ran = [
        [
            notice["package"]
            for notice in json.loads(each.texts["json"])["notices"]
            if notice["code"] == "rule-failed"
        ]
        for each in sound.shards(3, *options)
    ]
    assert all(ran)
    assert sorted(package for packages in ran for package in packages) == sorted(
        f"example.com/m/{Path(name).parent}" for name in SOUND if name.endswith(".go")
    )


def test_the_text_says_which_shard_it_is(sound: Bench) -> None:
    ran = run(sound.root, "--shard", "2/3", "./...")
    assert "Shard 2 of 3: analysed 2 packages, " in ran.out


def test_more_shards_than_packages_leave_some_empty(sound: Bench) -> None:
    whole = sound.check()
    shards = sound.shards(9)
    assert shards[-1].code == 0
    assert json.loads(shards[-1].texts["json"])["summary"]["packages"] == 0
    assert_merged(sound, 9, whole)


def test_the_exit_code_is_that_of_the_whole(sound: Bench) -> None:
    for options in ((), ("--exit-zero",)):
        whole = sound.check(*options)
        sound.shards(2, "--exit-zero")
        assert_merged(sound, 2, whole, *options)


def test_incompleteness_can_be_allowed_when_merging(bench: Bench) -> None:
    whole = bench.check("--allow-incomplete")
    assert whole.code == 1
    bench.shards(2)
    assert_merged(bench, 2, whole, "--allow-incomplete")


def test_what_a_baseline_accepts_and_what_is_stale_in_it_is_merged(sound: Bench) -> None:
    assert run(sound.root, "baseline", "write").code == 0
    for name in ("pools/a/a.go", "web/kept/kept.go"):
        package = Path(name).stem
        (sound.root / name).write_text(f"package {package}\n")
    options = ("--baseline", ".gomemlint-baseline.json", "--sarif-include-suppressed")
    whole = sound.check(*options)
    notices = json.loads(whole.texts["json"])["notices"]
    stale = [each["package"] for each in notices if each["code"] == "baseline-stale"]
    assert stale == ["example.com/m/pools/a", "example.com/m/web/kept"]
    sound.shards(3, *options)
    assert_merged(sound, 3, whole)


def test_named_files_are_shared_too(sound: Bench) -> None:
    files = ("web/kept/kept.go", "pools/a/a.go", "zoo/é.go")
    whole = sound.check(*files)
    sound.shards(2, *files)
    assert_merged(sound, 2, whole)


def test_a_record_of_one_shard_is_not_taken_for_another(sound: Bench, tmp_path: Path) -> None:
    for path in sound.root.rglob("*"):
        os.utime(path, (1, 1))
    outs = {
        run(sound.root, "--output-format", "json", *shard).out
        for _ in range(2)
        for shard in ((), ("--shard", "1/2"), ("--shard", "2/2"))
    }
    assert len(outs) == 3


@pytest.mark.parametrize("shard", ["3/2", "0/2", "1/0", "2", "a/b", "1/2/3", "-1/2", "1/99999"])
def test_a_shard_that_cannot_be_is_refused(sound: Bench, shard: str) -> None:
    ran = run(sound.root, f"--shard={shard}", "./...")
    assert ran.code == 2
    assert "write K/N" in ran.err


@pytest.mark.parametrize("form", FORMATS)
def test_parts_that_make_no_whole_are_refused(sound: Bench, form: str) -> None:
    sound.check()
    sound.shards(2)
    sound.check("--shard", "2/3", name="of-three")
    sound.check("--shard", "2/2", "--strict", name="strict")
    sound.check("--shard", "2/2", "--tags", "x", name="tags")
    (sound.root / "admin" / "admin.go").write_text("package admin\n")
    sound.check("--shard", "2/2", name="edited")
    first = str(sound.out / f"2-1.{form}")

    def problem(*names: str) -> str:
        ran = run(sound.root, "merge", *(str(sound.out / name) for name in names))
        assert (ran.code, ran.out) == (2, "")
        return ran.err

    one, two = Path(first).name, f"2-2.{form}"
    assert "of 2 shards these are missing: 2" in problem(one)
    assert "are both shard 1 of 2" in problem(one, one, two)
    assert "one is of 2 shards, the other of 3" in problem(one, f"of-three.{form}")
    assert "options, configuration or rules differ" in problem(one, f"strict.{form}")
    assert "tags of Go" in problem(one, f"tags.{form}")
    assert "the Go files that they analysed differ" in problem(one, f"edited.{form}")
    assert "is the report of a whole run" in problem(one, f"whole.{form}")
    other = {"json": "sarif", "sarif": "json"}[form]
    assert "merge parts of one format at a time" in problem(one, f"2-2.{other}")
    assert "cannot read the part" in problem(one, "none.json")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b'"version": "0.', b'"version": "99.0.', "was written by gomemlint 99.0."),
        (b'"gomemlint"', b'"othertool"', "is no JSON or SARIF report of gomemlint"),
        (b'"number": 1', b'"number": "1"', "is damaged"),
        (b'"files": [', b'"files": ["x.go", ', "is damaged"),
        (b'"notices": []', b'"notices": [3]', "is damaged"),
        (b"{", b"[", "is no JSON or SARIF report of gomemlint"),
        (b"{", b'{"deep": ' + b"[" * 100_000, "is no JSON or SARIF report of gomemlint"),
        (b"{", b"\xff{", "is no JSON or SARIF report of gomemlint"),
    ],
)
def test_a_file_that_is_not_as_we_wrote_it_is_refused(
    write: Write, form: str, before: bytes, after: bytes, words: str
) -> None:
    root = write({"go.mod": GO_MOD, "m.go": pool()})
    ran = run(root, "--shard", "1/1", "--output", f"{form}=part", "./...")
    assert ran.code == 1
    part = root / "part"
    text = part.read_bytes()
    assert before in text
    part.write_bytes(text.replace(before, after, 1 if before == b"{" else -1))
    merged = run(root, "merge", "part")
    assert (merged.code, merged.out) == (2, "")
    assert words in merged.err


def test_the_whole_is_written_to_a_file_or_not_at_all(sound: Bench) -> None:
    whole = sound.check()
    sound.shards(2)
    merged = sound.merge(2, "json", "--output", "whole.json")
    assert merged.out == ""
    assert (sound.root / "whole.json").read_bytes() == whole.texts["json"]
    failed = sound.merge(2, "json", "--output", "no/folder.json")
    assert failed.code == 2
    assert "cannot write the report" in failed.err
