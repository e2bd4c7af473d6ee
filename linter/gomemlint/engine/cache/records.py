"""Records on disk: one SQLite database per user, in which anything may be missing or damaged."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

VARIABLE = "GOMEMLINT_CACHE"
FILE = "records-1.sqlite"
LIMIT_BYTES = 256 << 20
LIMIT_AGE_S = 30 * 86_400.0
# A record that is used is marked so once a day: a run that finds everything writes nothing.
MARK_EVERY_S = 86_400.0
# Two runs at once wait for each other's write, which takes milliseconds.
PATIENCE_S = 2.0
DIGEST_BYTES = 16

SCHEMA = """
    CREATE TABLE IF NOT EXISTS records (
        key TEXT PRIMARY KEY, digest BLOB, value BLOB, size INTEGER, used REAL
    ) WITHOUT ROWID
"""
READ = "SELECT digest, value, used FROM records WHERE key = ?"
MARK = "UPDATE records SET used = ? WHERE key = ?"
WRITE = "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)"
EXPIRE = "DELETE FROM records WHERE used < ?"
SIZES = "SELECT key, size FROM records ORDER BY used DESC"
DELETE = "DELETE FROM records WHERE key = ?"


def folder() -> Path:
    """Return the folder of the records: that of GOMEMLINT_CACHE, else the user's cache."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else user_cache_path("gomemlint")


@dataclass(frozen=True, slots=True)
class Records:
    """Values by key. What cannot be read is absent, what cannot be written is left out."""

    path: Path = field(default_factory=lambda: folder() / FILE)
    limit_bytes: int = LIMIT_BYTES
    limit_age_s: float = LIMIT_AGE_S

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key, None for nothing and for what was damaged."""
        if not self.path.is_file():
            return None
        try:
            with self._open() as database:
                row = database.execute(READ, (key,)).fetchone()
                if row is None:
                    return None
                digest, value, used = row
                if digest != _digest(key, value):
                    return None
                if time.time() - used > MARK_EVERY_S:
                    database.execute(MARK, (time.time(), key))
                return zlib.decompress(value)
        except (sqlite3.Error, OSError, TypeError, zlib.error):
            return None

    def put(self, key: str, value: bytes) -> None:
        """Keep a value, and make room for it."""
        packed = zlib.compress(value, 1)
        if len(packed) > self.limit_bytes:
            return
        try:
            self._write(key, packed)
        except sqlite3.DatabaseError as error:
            # A busy or full database raises subclasses; this is a file that is no database.
            if type(error) is sqlite3.DatabaseError:
                self.clean()
        except OSError:
            return

    def clean(self) -> int:
        """Remove all records; return how many bytes they took on disk."""
        freed = 0
        for path in sorted(self.path.parent.glob(f"{self.path.name}*")):
            freed += path.stat().st_size
            path.unlink(missing_ok=True)
        return freed

    def _write(self, key: str, packed: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        now = time.time()
        with self._open() as database:
            database.execute(SCHEMA)
            database.execute(WRITE, (key, _digest(key, packed), packed, len(packed), now))
            database.execute(EXPIRE, (now - self.limit_age_s,))
            room = self.limit_bytes
            for other, size in database.execute(SIZES).fetchall():
                room -= size
                if room < 0:
                    database.execute(DELETE, (other,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the database for one transaction."""
        with closing(sqlite3.connect(self.path, timeout=PATIENCE_S)) as database, database:
            yield database


def _digest(key: str, value: bytes) -> bytes:
    """Sign a value with its key: half a write, or another program's record, is none of ours."""
    return hashlib.blake2b(value, digest_size=DIGEST_BYTES, key=key.encode()[:64]).digest()
