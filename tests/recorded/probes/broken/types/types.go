// Package types does not compile.
package types

func sum(a, b int) int { return a + b }

func Wrong(n int) string {
	return sum(n)
}
