// Package lib stands beside the probe in a folder whose name begins with the probe's.
package lib

// Keep is generic, so that its body is compiled where it is used.
func Keep[T any](kept []*T, value T) []*T {
	return append(kept, &value)
}
