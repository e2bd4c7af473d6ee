//go:build go1.23

package newer

import "iter"

func Numbers(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func Sum(n int) (sum int) {
	for i := range Numbers(n) {
		if i > 10 {
			break
		}
		sum += i
		sink = i
	}
	return sum
}

func Find(n int) *int {
	for i := range Numbers(n) {
		for j := range hidden(i) {
			if i == j {
				return &j
			}
			defer release(j)
		}
	}
	return nil
}

//go:noinline
func hidden(n int) iter.Seq[int] { return Numbers(n) }

func release(n int) {}
