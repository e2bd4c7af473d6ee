// Package calls has one function for each thing that the compiler says about calls.
package calls

import (
	"errors"
	"strings"
)

type Doer interface{ Do(n int) int }

type impl struct{ n int }

func (i *impl) Do(n int) int { return i.n + n }

func (i *impl) grow(parts []string) string { return strings.Join(parts, ",") }

type base struct{ Doer }

type Wrapped struct{ *impl }

type Outer struct{ Wrapped }

var Registered = []Doer{Wrapped{}, &Outer{}, &impl{}}

func Devirtualized(n int) int {
	var d Doer = &impl{n}
	return d.Do(n)
}

func PartlyDevirtualized(d Doer) int {
	var outer Doer = base{d}
	return outer.Do(1)
}

func Leaf(n int) int { return n + 1 }

func Middle(n int) int { return Leaf(n) * 2 }

func Nested(n int) int { return Middle(Middle(n)) }

func Failing(n int) error {
	if n > 3 {
		return errors.New("too much")
	}
	return fail("n")
}

func fail(what string) error { return errors.New(what + " failed") }

func Recursive(n int) int {
	if n == 0 {
		return 0
	}
	return Recursive(n-1) + 1
}

func Even(n int) bool { return n == 0 || Odd(n-1) }

func Odd(n int) bool { return n != 0 && Even(n-1) }

//go:noinline
func Marked() {}

func Recovers() { recover() }

func Spawns() { go Marked() }

func Defers() { defer Marked() }

func Selects(a, b chan int) int {
	select {
	case n := <-a:
		return n
	case n := <-b:
		return n
	}
}

func Complex(n int) (sum int) {
	for i := 0; i < n; i++ {
		sum += strings.Count(strings.Repeat("a", i), "b") + len(strings.Fields("a b"))
		sum -= strings.Index(strings.ToUpper("abc"), "B") * strings.LastIndex("abc", "c")
	}
	return sum
}

func Closures(n int) int {
	_ = func() int { return n }
	twice := func(m int) int { return m * 2 }
	return func(m int) int { return twice(m) + n }(n)
}

func shaped[T Doer](value T, n int) int {
	var d Doer = value
	return d.Do(n) + value.Do(n)
}

func Shaped(n int) int { return shaped(&impl{n}, n) + shaped[Doer](nil, n) }
