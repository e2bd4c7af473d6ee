"""Rules that follow memory through the module find the same with any number of workers."""

from __future__ import annotations

from tests.e2e.running import GO_MOD, Write, pool, run

PADDING = "// Source enough for a worker of its own.\n" * 8000
SUPPRESSED = pool("c").replace(
    "blocks.Put(block)", "blocks.Put(block) //gomemlint:ignore GML301 measured"
)


def test_the_report_does_not_depend_on_the_number_of_workers(write: Write) -> None:
    root = write(
        {
            "go.mod": GO_MOD,
            "a/a.go": pool("a") + PADDING,
            "b/b.go": pool("b") + PADDING,
            "c/c.go": SUPPRESSED + PADDING,
        }
    )
    ran = [
        run(root, "--no-cache", "--output-format", "json", "--jobs", jobs)
        for jobs in ("1", "2", "4")
    ]

    assert [f.place for f in ran[0].report.findings if f.code == "GML301"] == [
        "a/a.go:9",
        "b/b.go:9",
    ]
    assert {each.out for each in ran} == {ran[0].out}
