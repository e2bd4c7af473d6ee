// Package probe is the root of the module; package clash has a file of the same name.
package probe

var Kept any

// Box is generic, so that its body is compiled where it is used.
func Box[T any](value T) {
	boxed := value
	Kept = &boxed
}

func Root(n int) *int { return &n }
