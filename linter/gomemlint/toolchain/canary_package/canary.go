// Package canary must escape: if the compiler does not say so, we do not understand it.
package canary

var sink *int

func escape() {
	kept := 1
	sink = &kept
}
