package probe

import "iter"

var sink any

func numbers(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}` variable `yield`
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func add(x, y int) int { return x + y }

type pair struct{ a, b int }

func (p *pair) as[T any](t T) any { return t }

func newer(x int) {
	for i := range numbers(x) {
		sink = i
	}
	sink = new(add(x, 2))
	sink = &pair{a: x}
	p := pair{}
	sink = p.as[int](x)
	sink = string(make([]byte, x))
}
