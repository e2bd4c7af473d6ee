//go:build !go1.22

package main

import "go/types"

// unalias returns t: before Go 1.22 an alias has no node of its own in go/types.
func unalias(t types.Type) types.Type { return t }
