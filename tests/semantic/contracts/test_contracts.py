"""Contracts are proved, broken or unknown, and the program agrees."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import msgspec
import pytest

from gomemlint.cli.exits import Exit
from gomemlint.toolchain.discovery import find_go
from tests.e2e.running import run

MODULE = Path(__file__).parents[3] / "fixtures" / "contracts"


class Place(msgspec.Struct):
    message: str
    path: str


class Finding(msgspec.Struct):
    code: str
    message: str
    function: str
    flow: list[Place]


class Notice(msgspec.Struct):
    code: str
    message: str


class Summary(msgspec.Struct):
    contracts: int
    contracts_bound: int
    contracts_proved: int


class Report(msgspec.Struct):
    findings: list[Finding]
    notices: list[Notice]
    summary: Summary

    def of(self, code: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.code == code]

    def notice(self, code: str) -> list[str]:
        return [notice.message for notice in self.notices if notice.code == code]


@pytest.fixture(scope="module")
def report() -> Report:
    """What is said about the module; contracts that bind nothing make the run incomplete."""
    done = run(MODULE, "check", "--output-format", "json", "--select", "GML409,GML001,GML002")
    assert done.code == Exit.INCOMPLETE
    return msgspec.json.decode(done.out, type=Report)


def test_only_functions_that_allocate_break_their_contracts(report: Report) -> None:
    broken = {finding.function for finding in report.of("GML409")}
    assert broken == {"far", "format", "repeat", "ping", "pong", "three", "apply"}


def test_the_whole_path_through_two_packages_into_the_standard_library_is_told(
    report: Report,
) -> None:
    [far] = [finding for finding in report.of("GML409") if finding.function == "far"]
    assert "calls `store.Key` calls `index.Name` calls `strconv.FormatInt`" in far.message
    steps = [Path(place.path).parent.name for place in far.flow]
    assert steps[:3] == ["store", "index", "strconv"]
    assert far.flow[0].message == "which calls `index.Name`"


def test_a_function_that_is_passed_on_is_followed(report: Report) -> None:
    [apply] = [finding for finding in report.of("GML409") if finding.function == "apply"]
    assert "calls `twice` calls `apply.func1` calls `store.Key`" in apply.message


def test_what_blocks_a_proof_is_told(report: Report) -> None:
    unknown = report.notice("contract-unknown")
    assert [message.split(" is not proved: ")[0].split(" of ")[1] for message in unknown] == [
        "dynamic",
        "checksum",
        "together",
    ]
    assert unknown[0].endswith("it calls the function value `f`")


def test_a_contract_that_binds_no_function_is_told(report: Report) -> None:
    apart, misnamed = report.notice("contract-unbound")
    assert "above no function" in apart
    assert misnamed.endswith("misnamed has no parameter called q")


def test_an_exemption_that_exempts_nothing_is_reported(report: Report) -> None:
    assert [finding.message for finding in report.of("GML002")] == [
        "nothing under this exemption allocates; remove it"
    ]
    [silent] = report.of("GML001")
    assert silent.message.startswith("this exemption does not say why")


def test_each_run_counts_its_contracts(report: Report) -> None:
    summary = report.summary
    assert (summary.contracts, summary.contracts_bound, summary.contracts_proved) == (32, 30, 20)
    done = run(MODULE, "check", "--select", "GML409")
    assert "32 contracts, 30 bound, 20 proved.\n" in done.out


def test_strict_contracts_makes_findings_of_what_is_unknown() -> None:
    options = ("--output-format", "json", "--select", "GML409", "--strict-contracts")
    done = run(MODULE, "check", *options)
    found = msgspec.json.decode(done.out, type=Report).of("GML409")
    unknown = {
        finding.function for finding in found if "cannot be shown to keep" in finding.message
    }
    assert unknown == {"checksum", "dynamic", "together"}


def test_functions_that_are_proved_allocate_nothing_when_they_run() -> None:
    go = find_go("", os.environ)
    done = subprocess.run([str(go), "test", "./..."], cwd=MODULE, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
