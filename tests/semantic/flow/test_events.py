"""Each statement and expression as events, in the order of execution."""

from __future__ import annotations

import pytest

from tests.semantic.flow.tracing import events


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("f(x)", ["read x", "call f(x)"]),
        ("f(x.f.g)", ["read x.f.g", "call f(x.f.g)"]),
        ("f(xs[i])", ["read i", "read xs[i]", "call f(xs[i])"]),
        ("f(xs[i].f[j])", ["read i", "read j", "read xs[i].f[j]", "call f(xs[i].f[j])"]),
        ("f((*p).f)", ["read (*p).f", "call f((*p).f)"]),
        ("f(*p)", ["read *p", "call f(*p)"]),
        ("f(**p)", ["read **p", "call f(**p)"]),
        ("f((xs)[i])", ["read i", "read (xs)[i]", "call f((xs)[i])"]),
        ("f(x.(T).f)", ["read x.(T).f", "call f(x.(T).f)"]),
    ],
)
def test_what_is_read_is_the_longest_place(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("f(g().h)", ["call g()", "call f(g().h)"]),
        ("f(g().h[i])", ["call g()", "read i", "call f(g().h[i])"]),
        ("f(*g())", ["call g()", "call f(*g())"]),
        ("f(&g().h)", ["call g()", "call f(&g().h)"]),
        ("f(x.f(y).g)", ["read x", "read y", "call x.f(y)", "call f(x.f(y).g)"]),
    ],
)
def test_an_operand_that_is_no_place_is_evaluated(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("f(&x)", ["address x", "call f(&x)"]),
        ("f(&x.f)", ["address x.f", "call f(&x.f)"]),
        ("f(&xs[i].f)", ["read i", "address xs[i].f", "call f(&xs[i].f)"]),
        ("f(&(x))", ["address (x)", "call f(&(x))"]),
        ("f(&T{y})", ["read y", "call f(&T{y})"]),
    ],
)
def test_an_address_is_taken_of_a_place(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("f(a + b*c)", ["read a", "read b", "read c", "call f(a + b*c)"]),
        ("f(-a, !b, ^c)", ["read a", "read b", "read c", "call f(-a, !b, ^c)"]),
        ("f(a && b || !c)", ["read a", "read b", "read c", "call f(a && b || !c)"]),
        ("f(xs[i:j])", ["read xs", "read i", "read j", "call f(xs[i:j])"]),
        ("f(x.(T), y)", ["read x", "read y", "call f(x.(T), y)"]),
        (
            "f(<-ch, <-g())",
            ["read ch", "receive from ch", "call g()", "receive from g()", "call f(<-ch, <-g())"],
        ),
        ("f(x /* here */, y)", ["read x", "read y", "call f(x /* here */, y)"]),
        ("f(a, b...)", ["read a", "read b", "call f(a, b...)"]),
    ],
)
def test_operands_come_from_left_to_right(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("f([]T{a, {b: c}})", ["read a", "read b", "read c", "call f([]T{a, {b: c}})"]),
        ("f(map[K]V{k: v})", ["read k", "read v", "call f(map[K]V{k: v})"]),
        ("f([...]T{a})", ["read a", "call f([...]T{a})"]),
        ("f([n]T{a})", ["read a", "call f([n]T{a})"]),
        ("f(struct{ f int }{a})", ["read a", "call f(struct{ f int }{a})"]),
        ("f(func(y T) { g(y) })", ["literal func(y T) { g(y) }", "call f(func(y T) { g(y) })"]),
    ],
)
def test_a_composite_literal_uses_its_elements(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "f(1, 1.5, 1i, 'a', \"a\", `a`, true, false, nil, iota)",
            ["call f(1, 1.5, 1i, 'a', \"a\", `a`, true, false, nil, iota)"],
        ),
        (
            "f(new(T), make([]T), make(map[K]V), make(chan T))",
            [
                "call new(T)",
                "call make([]T)",
                "call make(map[K]V)",
                "call make(chan T)",
                "call f(new(T), make([]T), make(map[K]V), make(chan T))",
            ],
        ),
        (
            "f(make([n]T), new(*T), new(func(x T) T))",
            [
                "call make([n]T)",
                "call new(*T)",
                "call new(func(x T) T)",
                "call f(make([n]T), new(*T), new(func(x T) T))",
            ],
        ),
        (
            "f(new(interface{ M(x T) T }), new(struct{ f T }), new(pkg.T))",
            [
                "call new(interface{ M(x T) T })",
                "call new(struct{ f T })",
                "call new(pkg.T)",
                "call f(new(interface{ M(x T) T }), new(struct{ f T }), new(pkg.T))",
            ],
        ),
        ("f(new(T[E]))", ["call new(T[E])", "call f(new(T[E]))"]),
    ],
)
def test_types_and_constants_do_nothing(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("s.f(x)", ["read s", "read x", "call s.f(x)"]),
        ("s.mu.f(x)", ["read s.mu", "read x", "call s.mu.f(x)"]),
        ("xs[i].f(x)", ["read i", "read xs[i]", "read x", "call xs[i].f(x)"]),
        ("(*p).f(x)", ["read *p", "read x", "call (*p).f(x)"]),
        ("(s.f)(x)", ["read s", "read x", "call (s.f)(x)"]),
        ("(f)(x)", ["read x", "call (f)(x)"]),
        ("f(g)(x)", ["read g", "call f(g)", "read x", "call f(g)(x)"]),
        ("f().g(x)", ["call f()", "read x", "call f().g(x)"]),
        ("f[T](x)", ["read x", "call f[T](x)"]),
        ("pkg.F[T](x)", ["read x", "call pkg.F[T](x)"]),
        ("[]byte(s)", ["read s", "call []byte(s)"]),
        ("interface{ M() }(x)", ["read x", "call interface{ M() }(x)"]),
    ],
)
def test_a_call_evaluates_its_receiver_and_its_arguments(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "func(y, z T) { f(y) }(a, b)",
            [
                "read a",
                "read b",
                "y := value a; z := value b",
                "inline func(y, z T) { f(y) }",
                "read y",
                "call f(y)",
                "call func(y, z T) { f(y) }(a, b)",
            ],
        ),
        ("(func() { f() })()", ["inline func() { f() }", "call f()", "call (func() { f() })()"]),
        (
            "func(ys ...T) { f(ys) }(a)",
            [
                "read a",
                "inline func(ys ...T) { f(ys) }",
                "read ys",
                "call f(ys)",
                "call func(ys ...T) { f(ys) }(a)",
            ],
        ),
        (
            "func() { defer f(); g() }()",
            [
                "inline func() { defer f(); g() }",
                "defer f()",
                "call g()",
                "deferred call f()",
                "call func() { defer f(); g() }()",
            ],
        ),
    ],
)
def test_a_literal_that_is_called_runs_in_place(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = y", ["read y", "x = value y"]),
        ("x, y = f(), z", ["call f()", "read z", "x = value f(); y = value z"]),
        ("x, y = a, // one\n\t\tb", ["read a", "read b", "x = value a; y = value b"]),
        ("x, y = f()", ["call f()", "x = result 0 f(); y = result 1 f()"]),
        ("x, ok := m[k]", ["read k", "read m[k]", "x := result 0 m[k]; ok := result 1 m[k]"]),
        ("x := func() { f() }", ["literal func() { f() }", "x := value func() { f() }"]),
        ("x += y", ["read x", "read y", "x = target y"]),
        ("x.f += y", ["read x.f", "read y", "x.f = target y"]),
        ("x++", ["read x", "x = target"]),
        ("xs[f()]--", ["call f()", "read xs[f()]", "xs[f()] = target"]),
        ("*p = x", ["read x", "*p = value x"]),
        ("(p).f = x", ["read x", "(p).f = value x"]),
        ("p.f, q = a, b", ["read a", "read b", "p.f = value a; q = value b"]),
        ("xs[f()].g = x", ["call f()", "read x", "xs[f()].g = value x"]),
        ("f().g = x", ["call f()", "read x", "f().g = value x"]),
        ("xs[i][j] = x", ["read i", "read j", "read x", "xs[i][j] = value x"]),
        ("ch = nil", ["ch = value nil"]),
    ],
)
def test_an_assignment_comes_after_its_operands(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("var x, y T", ["x := zero; y := zero"]),
        ("var x = f()", ["call f()", "x := value f()"]),
        ("var x, y = f()", ["call f()", "x := result 0 f(); y := result 1 f()"]),
        ("var (\n\tx = a\n\ty, z T\n)", ["read a", "x := value a", "y := zero; z := zero"]),
        ("const x = 1", []),
        ("type T struct{ f int }", []),
    ],
)
def test_a_declaration_gives_values_or_zero(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("ch <- x", ["read ch", "read x", "send x to ch"]),
        ("f() <- g()", ["call f()", "call g()", "send g() to f()"]),
        ("<-ch", ["read ch", "receive from ch"]),
        ("<-f()", ["call f()", "receive from f()"]),
        ("x := <-ch", ["read ch", "receive from ch", "x := value <-ch"]),
        ("x, ok = <-ch", ["read ch", "receive from ch", "x = result 0 <-ch; ok = result 1 <-ch"]),
        ("x = (<-ch)", ["read ch", "receive from ch", "x = value (<-ch)"]),
    ],
)
def test_a_value_is_sent_and_received(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("go f(x, g())", ["read x", "call g()", "go f(x, g())"]),
        ("go s.f(x)", ["read s", "read x", "go s.f(x)"]),
        ("go /* on */ f(x)", ["read x", "go f(x)"]),
        ("go xs[i].f(x)", ["read i", "read xs[i]", "read x", "go xs[i].f(x)"]),
        ("go func(y T) { f(y) }(g())", ["call g()", "go func(y T) { f(y) }(g())"]),
    ],
)
def test_operands_of_a_goroutine_are_evaluated_before(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("defer f(x)", ["read x", "defer f(x)", "deferred call f(x)"]),
        ("defer // later\n\tf(x)", ["read x", "defer f(x)", "deferred call f(x)"]),
        ("defer s.f(g())", ["read s", "call g()", "defer s.f(g())", "deferred call s.f(g())"]),
        ("defer f()()", ["call f()", "defer f()()", "deferred call f()()"]),
        (
            "defer func(y T) { f(y) }(x)",
            [
                "read x",
                "y := value x",
                "defer func(y T) { f(y) }(x)",
                "deferred call func(y T) { f(y) }(x)",
                "read y",
                "call f(y)",
            ],
        ),
        (
            "defer func() { f() }()",
            ["defer func() { f() }()", "deferred call func() { f() }()", "call f()"],
        ),
    ],
)
def test_operands_of_a_deferred_call_are_evaluated_at_once(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return", ["return", "leave by return"]),
        ("return /* all */", ["return", "leave by return"]),
        ("return x", ["read x", "return x", "leave by return"]),
        ("return f(), &y", ["call f()", "address y", "return f(), &y", "leave by return"]),
        ("return x, // one\n\t\ty", ["read x", "read y", "return x, y", "leave by return"]),
        ("panic(x)", ["read x", "call panic(x)", "leave by panic"]),
        ("if c { return }; f()", ["read c", "return", "call f()", "leave by return"]),
    ],
)
def test_results_are_evaluated_before_the_function_is_left(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "if x := f(); x { g() } else if y { h() }",
            ["call f()", "x := value f()", "read x", "call g()", "read y", "call h()"],
        ),
        (
            "if x, err := f(); err != nil { g(x) } else { h(x) }",
            [
                "call f()",
                "x := result 0 f(); err := result 1 f()",
                "read err",
                "read x",
                "call g(x)",
                "read x",
                "call h(x)",
            ],
        ),
        ("if (c) { f() }", ["read c", "call f()"]),
        ("if !(c && d) { f() }", ["read c", "read d", "call f()"]),
    ],
)
def test_an_if_tests_after_its_initializer(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "switch x { case a, b: f(); default: g() }",
            ["read x", "read a", "read b", "call f()", "call g()"],
        ),
        (
            "switch x := f(); x { case a: g() }",
            ["call f()", "x := value f()", "read x", "read a", "call g()"],
        ),
        ("switch f(); { case c, !d: g() }", ["call f()", "read c", "read d", "call g()"]),
        ("switch x { }", ["read x"]),
        ("switch { }", []),
        ("switch x { default: }", ["read x"]),
        ("switch (x) { case (a): f() }", ["read x", "read a", "call f()"]),
        (
            "switch x { case 1: f(); fallthrough // on\ncase 2: g() }",
            ["read x", "call f()", "call g()"],
        ),
    ],
)
def test_a_switch_tests_its_cases_in_turn(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "switch y := x.(type) { case T: f(y); default: g(y) }",
            ["read x", "y := case x", "read y", "call f(y)", "read y", "call g(y)"],
        ),
        ("switch f(); x.(type) { case T: g() }", ["call f()", "read x", "call g()"]),
        ("switch f().(type) { case T: g() }", ["call f()", "call g()"]),
        ("switch y := x.(type) { }", ["read x", "y := case x"]),
    ],
)
def test_a_type_switch_binds_its_operand(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "select { case x := <-f(): g(x); case h() <- y: f(); default: h() }",
            [
                "call f()",
                "call h()",
                "read y",
                "receive from f()",
                "x := value <-f()",
                "read x",
                "call g(x)",
                "send y to h()",
                "call f()",
                "call h()",
            ],
        ),
        ("select { case <-ch: f() }", ["read ch", "receive from ch", "call f()"]),
        (
            "select { case x, ok := <-ch: f(x) }",
            [
                "read ch",
                "receive from ch",
                "x := value <-ch; ok := zero <-ch",
                "read x",
                "call f(x)",
            ],
        ),
        (
            "select { case xs[f()], ok = <-ch: g() }",
            [
                "read ch",
                "receive from ch",
                "call f()",
                "xs[f()] = value <-ch; ok = zero <-ch",
                "call g()",
            ],
        ),
        (
            "select { case x = (<-ch): // got\n\tf(x) }",
            ["read ch", "receive from ch", "x = value <-ch", "read x", "call f(x)"],
        ),
        ("select { }", []),
    ],
)
def test_a_select_evaluates_all_operands_before_one_arm_runs(
    body: str, expected: list[str]
) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "for i := 0; i < n; i++ { f(i) }",
            ["i := value 0", "read i", "read n", "read i", "call f(i)", "read i", "i = target"],
        ),
        (
            "for i, j = 0, n; c; i, j = i+1, j-1 { }",
            [
                "read n",
                "i = value 0; j = value n",
                "read c",
                "read i",
                "read j",
                "i = value i+1; j = value j-1",
            ],
        ),
        ("for ; c; f() { g() }", ["read c", "call g()", "call f()"]),
        ("for i := 0; i < n; { f() }", ["i := value 0", "read i", "read n", "call f()"]),
        ("for /* all */ c { f() }", ["read c", "call f()"]),
        ("for { f(); break }", ["call f()", "break out of for"]),
    ],
)
def test_a_loop_runs_its_parts_in_order(body: str, expected: list[str]) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "for i, x := range f() { g(i, x) }",
            ["call f()", "i := key f(); x := element f()", "read i", "read x", "call g(i, x)"],
        ),
        (
            "for x.f, xs[f()] = range ys { g() }",
            ["read ys", "call f()", "x.f = key ys; xs[f()] = element ys", "call g()"],
        ),
        ("for range ch { f() }", ["read ch", "call f()"]),
        ("for i := range 10 { f(i) }", ["i := key 10", "read i", "call f(i)"]),
    ],
)
def test_a_range_evaluates_its_operand_once_and_assigns_in_each_round(
    body: str, expected: list[str]
) -> None:
    assert events(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("for c { if d { continue }; f() }", ["read c", "read d", "continue out of {", "call f()"]),
        (
            "l: for a { for b { if c { break l }; continue l } }",
            ["read a", "read b", "read c", "break l out of for", "continue l out of {"],
        ),
        (
            "for { switch x { case a: continue; default: break } }",
            ["read x", "read a", "continue out of {", "break out of switch"],
        ),
        (
            "for { select { case <-ch: break }; f() }",
            ["read ch", "receive from ch", "break out of select", "call f()"],
        ),
        ("switch x.(type) { case T: break }", ["read x", "break out of switch"]),
        (
            "for { func() { for { break } }() }",
            [
                "inline func() { for { break } }",
                "break out of for",
                "call func() { for { break } }()",
            ],
        ),
        ("l: for { break }", ["break out of for"]),
        ("for { func() { break }() }", ["inline func() { break }", "call func() { break }()"]),
        ("l: for a { break; f() }", ["read a", "break out of for"]),
        ("for a { continue; f() }", ["read a", "continue out of {"]),
        ("goto l; f(); l: g()", ["call g()"]),
    ],
)
def test_a_jump_names_the_region_that_it_leaves(body: str, expected: list[str]) -> None:
    assert events(body) == expected
