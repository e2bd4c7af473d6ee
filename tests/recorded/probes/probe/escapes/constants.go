package escapes

import "fmt"

const word = "constant"

func Constants(n int) {
	fmt.Println(word, 5, 1<<3, 1.50, 'é', true, "ä\n\"quoted\"", `raw`, 2+3i)
	fmt.Println("0123456789012345678901234567890123456789012345678901234567890123456789-cut-off")
	fmt.Println("escapes to heap:", "a escapes to heap in b", "moved to heap: c", "`")
	assigned := 1234
	sink = assigned
	fmt.Println([]byte("literal"), word[n])
}

func RawStrings(n int) string {
	fmt.Println(`one
two`, n)
	sink = `a (spill) at x.go:1:2
b`
	fmt.Println(`first
x.go:1:2: a does not escape
# Title

constants.go:3:4: moved to heap: `, n)
	return inlined()
}

func inlined() string { return `inline
me` }
