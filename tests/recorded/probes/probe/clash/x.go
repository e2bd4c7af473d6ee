// Package clash has a file named like one of the root package, whose generic code it compiles.
package clash

import "example.com/probe"

type pair struct{ left, right int }

func Use(n int) *int {
	probe.Box(pair{n, n})
	return &n
}
