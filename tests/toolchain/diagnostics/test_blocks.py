"""Blocks of the compiler's output."""

from __future__ import annotations

from pathlib import Path

from gomemlint.toolchain.diagnostics import Block, read_block, split_blocks, split_file

TEXT = b"""go: downloading example.com/x v1.0.0
# example.com/p
p.go:1:2: x does not escape
# example.com/p [example.com/p.test]
p.go:1:2: x does not escape
# Title
more
# example.com/p.test
_testmain.go:1:2: x does not escape
"""
PACKAGES = ("example.com/p", "example.com/p [example.com/p.test]", "example.com/p.test")


def test_blocks_follow_each_other_without_their_headers() -> None:
    blocks = split_blocks(TEXT, PACKAGES)
    assert [(block.name, block.is_test_main) for block in blocks] == [
        ("", False),
        ("example.com/p", False),
        ("example.com/p [example.com/p.test]", False),
        ("example.com/p.test", True),
    ]
    texts = [TEXT[block.start : block.start + block.length] for block in blocks]
    assert texts[0] == b"go: downloading example.com/x v1.0.0\n"
    assert texts[1] == b"p.go:1:2: x does not escape\n"
    assert texts[2].endswith(b"# Title\nmore\n")


def test_the_program_that_runs_tests_need_not_be_listed() -> None:
    assert split_blocks(TEXT, PACKAGES[:2]) == split_blocks(TEXT, PACKAGES)


def test_without_packages_every_header_counts() -> None:
    assert [block.import_path for block in split_blocks(TEXT)][3] == "Title"


def test_a_package_whose_name_ends_in_test_is_no_test_main() -> None:
    (block,) = split_blocks(b"# example.com/a.test\n", ["example.com/a.test"])
    assert not block.is_test_main


def test_files_given_by_name_have_a_block() -> None:
    text = b"# command-line-arguments\n./x.go:1:2: x does not escape\n"
    (block,) = split_blocks(text, ["example.com/p"])
    assert block.import_path == "command-line-arguments"


def test_the_tests_of_an_unknown_package_have_no_block() -> None:
    text = b"# example.com/p\n# Title.test\n"
    assert [block.name for block in split_blocks(text, PACKAGES)] == ["example.com/p"]


def test_names_that_are_not_utf_8_are_read_all_the_same() -> None:
    (block,) = split_blocks(b"# p\xff [q\xff.test]\n")
    assert (block.import_path, block.variant) == ("p\ufffd", "q\ufffd.test")


def test_no_text_has_no_block() -> None:
    assert split_blocks(b"") == ()


def test_a_block_is_read_from_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "diagnostics.txt"
    path.write_bytes(TEXT)
    block = split_file(path, PACKAGES)[1]
    assert read_block(path, block) == b"p.go:1:2: x does not escape\n"
    assert block == Block("example.com/p", "", is_test_main=False, start=53, length=28)


def test_a_file_is_split_like_its_text(tmp_path: Path) -> None:
    path = tmp_path / "diagnostics.txt"
    path.write_bytes(TEXT)
    assert split_file(path, PACKAGES) == split_blocks(TEXT, PACKAGES)
    path.write_bytes(b"")
    assert split_file(path, PACKAGES) == ()


def test_blocks_may_be_empty() -> None:
    assert [block.length for block in split_blocks(b"# a\n# b\n# c")] == [0, 0, 0]
