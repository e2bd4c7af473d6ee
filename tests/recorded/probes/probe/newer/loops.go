//go:build go1.24

package newer

import "testing"

func work(n int) int { return n * n }

func text(n int) (string, error) { return string(rune(n)), nil }

func Loop(b *testing.B) {
	values := []int{1, 2}
	for b.Loop() {
		work(3)
		s, _ := text(len(values))
		_ = s
		values[0] = work(4)
		_, _ = text(5)
	}
}
