package escapes

import (
	"reflect"
	"unsafe"
)

var ptrs []*T

func SliceToArray(s []*T) {
	sink = [2]*T(s)
}

func Pairs(v any, m map[string]*T, ch chan *T) (ok bool) {
	ptr, ok = v.(*T)
	ptr, ok = m["k"]
	ptr, ok = <-ch
	return ok
}

func CalleeOperand(f func() *T) *T {
	return f()
}

func RangeOver(ch chan *T, array [4]*T) {
	for t := range ch {
		ptr = t
	}
	for _, t := range array {
		ptr = t
	}
}

func AppendSlices(more []*T) {
	ptrs = append(ptrs, more...)
}

func HeaderData(b []byte, p *byte) []byte {
	header := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	header.Data = uintptr(unsafe.Pointer(p))
	return b
}
