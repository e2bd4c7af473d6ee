// Package assembly declares a function whose body is assembly.
package assembly

import "unsafe"

func Sum(values *int, size uintptr) int

func Use(values []int) int {
	return Sum(unsafe.SliceData(values), uintptr(len(values)))
}
