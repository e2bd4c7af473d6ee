// Package good compiles, beside one that does not.
package good

func Good(n int) *int { return &n }
