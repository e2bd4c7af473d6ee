// Package native calls C.
package native

/*
#warning this is said by the C compiler

static int add(int a, int b) { return a + b; }
*/
import "C"

var sink any

func Add(a, b int) int {
	sum := C.add(C.int(a), C.int(b))
	sink = sum
	return int(sum)
}

func Text(s string) *C.char { return C.CString(s) }
