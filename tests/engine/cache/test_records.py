"""What records promise: a value comes back as it was, or not at all."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from gomemlint.engine.cache.records import Records


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path / "deep" / "records.sqlite")


def test_a_value_comes_back(records: Records) -> None:
    records.put("a", b"value")

    assert records.get("a") == b"value"
    assert records.get("b") is None


def test_a_new_value_replaces_the_old_one(records: Records) -> None:
    records.put("a", b"old")
    records.put("a", b"new")

    assert records.get("a") == b"new"


def test_without_a_database_there_is_nothing_and_none_is_made(records: Records) -> None:
    assert records.get("a") is None
    assert not records.path.exists()


def test_a_damaged_value_is_no_value(records: Records) -> None:
    records.put("a", b"value")
    with sqlite3.connect(records.path) as database:
        database.execute("UPDATE records SET value = x'789c0300'")
    database.close()

    assert records.get("a") is None


def test_the_record_of_another_key_is_no_value(records: Records) -> None:
    records.put("a", b"value")
    with sqlite3.connect(records.path) as database:
        database.execute("UPDATE records SET key = 'b'")
    database.close()

    assert records.get("b") is None


def test_a_file_that_is_no_database_is_replaced_at_the_next_but_one_write(records: Records) -> None:
    records.path.parent.mkdir()
    records.path.write_bytes(b"no database" * 1000)

    assert records.get("a") is None
    records.put("a", b"value")
    records.put("a", b"value")

    assert records.get("a") == b"value"


def test_a_database_of_another_form_is_a_miss(records: Records) -> None:
    records.path.parent.mkdir()
    with sqlite3.connect(records.path) as database:
        database.execute("CREATE TABLE records (key TEXT)")
    database.close()

    records.put("a", b"value")

    assert records.get("a") is None


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    records = Records(tmp_path / "records.sqlite", limit_bytes=100)
    for number in range(20):
        records.put(str(number), bytes(range(number, number + 30)))

    assert records.get("0") is None
    assert records.get("19") == bytes(range(19, 49))


def test_what_was_not_used_for_long_goes(tmp_path: Path) -> None:
    records = Records(tmp_path / "records.sqlite", limit_age_s=-1.0)
    records.put("a", b"value")

    assert records.get("a") is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    records = Records(tmp_path / "file" / "records.sqlite")

    records.put("a", b"value")

    assert records.get("a") is None


def test_writers_at_the_same_time_lose_nothing(records: Records) -> None:
    threads = [
        threading.Thread(target=records.put, args=(str(number), b"value")) for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [records.get(str(number)) for number in range(8)] == [b"value"] * 8


def test_clean_removes_everything(records: Records) -> None:
    records.put("a", b"value")

    assert records.clean() > 0
    assert records.get("a") is None
    assert records.clean() == 0
