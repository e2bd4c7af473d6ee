package generics

import lib "example.com/probe-lib"

func Foreign(n int) []*int {
	return lib.Keep(nil, n)
}
