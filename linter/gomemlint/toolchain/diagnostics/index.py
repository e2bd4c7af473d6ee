"""Facts by file and position, kept as text until somebody asks."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from gomemlint.model.facts import Fact, Form
from gomemlint.toolchain.diagnostics.records import read_record

COLUMN_BITS = 20
FORMS_BY_CODE = tuple(Form)
CODES: Mapping[Form, int] = {form: code for code, form in enumerate(FORMS_BY_CODE)}

Records = Mapping[tuple[int, int, bytes], int]
Join = Callable[[int, int], int]


def position_key(line: int, column: int) -> int:
    """Put a line and a column (0 where there is none) into one number that sorts like them."""
    return line << COLUMN_BITS | column


def larger(mine: int, other: int) -> int:
    """Join the counts of two variants of one package: they compile the same lines again."""
    return max(mine, other)


def total(mine: int, other: int) -> int:
    """Join the counts of two packages: each compiled its own copy."""
    return mine + other


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The distinct records about one file, sorted by position, form and text.

    The columns `keys`, `codes`, `counts` and `texts` run in parallel. `names` maps printed paths
    to absolute ones. Facts are read from the text on demand: microseconds for a verdict, some
    tens of them for an explanation.
    """

    path: str
    keys: array[int]
    codes: bytes
    counts: array[int]
    texts: tuple[bytes, ...]
    names: Mapping[str, str]

    @classmethod
    def of(cls, path: str, records: Records, names: Mapping[str, str]) -> FileFacts:
        """Index records, given by (position key, form code, text) with their counts."""
        ordered = sorted(records)
        return cls(
            path,
            array("Q", [key for key, _, _ in ordered]),
            bytes([code for _, code, _ in ordered]),
            array("Q", [records[record] for record in ordered]),
            tuple([text for _, _, text in ordered]),
            names,
        )

    def __len__(self) -> int:
        """Count the distinct records."""
        return len(self.keys)

    def at(self, line: int, column: int, *forms: Form) -> tuple[Fact, ...]:
        """Read the facts at a position, of the forms that are named or of all.

        None stand at a column from 255 on: the compiler does not print it.
        """
        key = position_key(line, column)
        return self._read(self._between(key, key + 1), forms)

    def of_line(self, line: int, *forms: Form) -> tuple[Fact, ...]:
        """Read the facts of a line, those without a column first."""
        between = self._between(position_key(line, 0), position_key(line + 1, 0))
        return self._read(between, forms)

    def select(self, *forms: Form) -> tuple[Fact, ...]:
        """Read all facts of the forms that are named, or of all forms, by position."""
        return self._read(range(len(self)), forms)

    def raw_at(self, line: int, column: int, *forms: Form) -> tuple[str, ...]:
        """Return the first line of each record at a position, as the compiler wrote it."""
        key = position_key(line, column)
        return tuple(
            self.texts[index].partition(b"\n")[0].decode(errors="replace")
            for index in self._found(self._between(key, key + 1), forms)
        )

    def records(self) -> dict[tuple[int, int, bytes], int]:
        """Return the distinct records with their counts, to be joined with others."""
        records = zip(self.keys, self.codes, self.texts, strict=True)
        return dict(zip(records, self.counts, strict=True))

    def joined(self, others: Iterable[FileFacts], join: Join) -> FileFacts:
        """Put the records of other blocks about this file beside these."""
        records, names = self.records(), dict(self.names)
        for other in others:
            for record, count in other.records().items():
                records[record] = join(records[record], count) if record in records else count
            names |= other.names
        return FileFacts.of(self.path, records, names)

    def _between(self, first: int, end: int) -> range:
        return range(bisect_left(self.keys, first), bisect_left(self.keys, end))

    def _found(self, records: range, forms: Collection[Form]) -> Iterator[int]:
        codes = {CODES[form] for form in forms}
        for index in records:
            if not codes or self.codes[index] in codes:
                yield index

    def _read(self, records: range, forms: Collection[Form]) -> tuple[Fact, ...]:
        return tuple(
            read_record(
                self.texts[index],
                FORMS_BY_CODE[self.codes[index]],
                self.counts[index],
                self.names,
            )
            for index in self._found(records, forms)
        )


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """All that the compiler said about the files of one package, in whichever block."""

    files: Mapping[str, FileFacts]

    @classmethod
    def of(
        cls, blocks: Iterable[Mapping[str, FileFacts]], foreign: Iterable[FileFacts] = ()
    ) -> PackageFacts:
        """Join what the blocks of a package's variants say with what other packages' blocks do.

        The variants compile the same lines again, so the larger count holds; other packages
        compile copies of their own (generic code), which add up.
        """
        variants = _joined((facts for block in blocks for facts in block.values()), larger)
        return cls(_joined((*variants.values(), *foreign), total))


def _joined(parts: Iterable[FileFacts], join: Join) -> dict[str, FileFacts]:
    by_path: dict[str, list[FileFacts]] = {}
    for facts in parts:
        by_path.setdefault(facts.path, []).append(facts)
    return {
        path: first.joined(rest, join) if rest else first
        for path, (first, *rest) in sorted(by_path.items())
    }
