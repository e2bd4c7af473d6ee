package escapes_test

import (
	"testing"

	"example.com/probe/escapes"
)

func BenchmarkNew(b *testing.B) {
	for i := 0; i < b.N; i++ {
		kept = escapes.New()
	}
}

var kept *escapes.T
