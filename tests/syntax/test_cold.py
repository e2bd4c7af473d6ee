"""Blocks that end in an error, a panic or an exit are cold."""

from __future__ import annotations

import pytest

from gomemlint.syntax.cold import in_cold_block, is_cold
from tests.syntax.reading import file, first


def guarded(block: str, signature: str = "() (int, error)", guard: str = "x") -> bool:
    root = file(f"func f{signature} {{\n\tif {guard} {{\n{block}\n}}\n\treturn 0, nil\n}}")
    return is_cold(first(first(root, "if_statement"), "block"))


@pytest.mark.parametrize(
    "block",
    [
        'panic("x")',
        'a()\nlog.Fatalf("x")',
        "os.Exit(1)",
        "runtime.Goexit()",
        't.Fatal("x")',
        "t.FailNow()",
        'logger.Panicf("BUG: %d", x)',
        'return 0, errors.New("x")',
        'return 0, fmt.Errorf("x: %w", err)',
        "return 0, &ParseError{1}",
        "return 0, ParseError{1}",
        "return 0, io.EOF",
        "return 0, ErrClosed",
        "return 0, pkg.ErrClosed",
        "return 0, newParseError(x)",
        "return 0, toError(x)",
    ],
)
def test_a_visible_failure_is_cold(block: str) -> None:
    assert guarded(block)


@pytest.mark.parametrize(
    "block",
    [
        "",
        "a()",
        "return 0, nil",
        "return 0, err",
        "return g()",
        "return 0, g()",
        "return 0, ctx.Err()",
        'panic("x")\na()',
        "recover()",
        "x.Error()",
        "fatality.Report()",
    ],
)
def test_what_may_succeed_is_not_cold(block: str) -> None:
    assert not guarded(block)


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        ("err != nil", True),
        ("err := g(); err != nil", True),
        ("x && err != nil", True),
        ("(err != nil)", True),
        ("readErr != nil", True),
        ("s.err != nil", True),
        ("err == nil", False),
        ("x || err != nil", False),
        ("node != nil", False),
    ],
)
def test_a_guard_makes_the_returned_error_known(guard: str, *, expected: bool) -> None:
    assert guarded("return 0, err", guard=guard) is expected
    assert guarded("return 0, wrap(err)", guard=guard) is expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("return 0, err", True),
        ("return 0, s.fail(err)", True),
        ("return 0, other", False),
        ("return 0, s.fail(other)", False),
    ],
)
def test_an_error_stays_known_in_the_branches_behind_its_guard(
    block: str, *, expected: bool
) -> None:
    assert guarded(f"if x {{\n{block}\n}}", guard="err != nil") is False
    root = file(
        "func f() (int, error) {\n\tif err != nil {\n\t\tif err != io.EOF {\n"
        f"{block}\n}}\n}}\n\treturn 0, nil\n}}"
    )
    inner = first(first(first(root, "if_statement"), "block"), "if_statement")
    assert is_cold(first(inner, "block")) is expected


def test_a_bare_return_behind_a_guard_is_cold_where_the_error_is_named() -> None:
    assert guarded("return", "() (n int, err error)", "err != nil")
    assert not guarded("return", "() (n int, err error)", "other != nil")
    assert not guarded("return", "()", "err != nil")


def test_an_error_must_be_the_declared_result() -> None:
    assert not guarded("return 0, io.EOF", "() (int, int)")
    assert not guarded("return io.EOF", "() (int, error)")


def test_the_else_of_success_is_cold() -> None:
    root = file("func f() error {\n\tif err == nil {\n\t\ta()\n\t} else {\n\t\treturn err\n\t}\n}")
    branch = first(root, "if_statement")
    other = branch.child_by_field_name("alternative")
    assert other is not None
    assert is_cold(other)


def test_a_case_may_be_cold() -> None:
    root = file('func f() {\n\tswitch x {\n\tcase 1:\n\t\tpanic("x")\n\tcase 2:\n\t\ta()\n\t}\n}')
    switch = first(root, "expression_switch_statement")
    assert [is_cold(case) for case in switch.named_children[1:]] == [True, False]


COLD = """
func f() error {
	if x {
		for range xs {
			inside()
		}
		return errors.New("x")
	}
	if y {
		g(func() { literal() })
		panic("x")
	}
	body()
	errs = append(errs, fmt.Errorf("%s", said()))
	if z {
		last()
		os.Exit(0)
		return nil
	}
	if w {
		if v {
			deeper()
		}
		os.Exit(0)
		return nil
	}
	return errors.New("y")
}
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("inside", True),
        ("literal", False),
        ("body", False),
        ("said", True),
        ("last", True),
        ("deeper", False),
    ],
)
def test_code_in_a_cold_block_is_cold_but_a_body_is_not(name: str, *, expected: bool) -> None:
    assert in_cold_block(first(file(COLD), "identifier", name)) is expected
