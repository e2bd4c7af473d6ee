package probe

import "iter"

var sink any

func numbers(n int) iter.Seq[int] { // want variable `n`
	return func(yield func(int) bool) { // want value `func(yield func(int) bool) {` variable `yield`
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func add(x, y int) int { return x + y }

type pair struct{ a, b int }

func (p *pair) as[T any](t T) any { return t } // want value `t`

func newer(x int) { // want variable `x`
	for i := range numbers(x) { // want callee `numbers(x)` synthetic `synthetic`
		sink = i
	}
	for i := range numbers(x) { // want callee `numbers(x)` synthetic `synthetic`
		if i == x {
			return
		}
		defer add(x, i)
	}
	sink = new(add(x, 2)) // want value `new(add(x, 2))`
	sink = new(x) // want value `new(x)`
	sink = &pair{a: x} // want value `&pair{a: x}`
	p := pair{}
	sink = p.as[int](x) // want callee `p.as[int](x)`
	sink = string(make([]byte, x)) // want conversion `string(make([]byte, x))` value `make([]byte, x)` value `string(make([]byte, x))`
}
