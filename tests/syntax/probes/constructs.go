package probe

import (
	"bytes"
	"errors"
	"fmt"
)

type T struct{ A, B int }

func (t *T) get() int       { return t.A } // want variable `t`
func (t T) value() int      { return t.A }
func (t *T) self() *T       { return t } // want variable `t`
func (t *T) keep(k *T)      { sink = k } // want variable `k` variable `t`
func (t *T) String() string { return "x" } // want variable `t`

type box[K any] struct{ k K }

func (b *box[K]) put(k K) { sink = k } // want synthetic `synthetic` value `k`

type nest struct {
	ts []*T
	mm map[string]T
}

type text string

var (
	sink    any
	text1   string
	bytes1  []byte
	pointer *int
	calls   func() int
	counts  = map[string]int{} // want value `map[string]int{}`
	initial = fmt.Sprint(len((&T{}).String())) // want arguments `fmt.Sprint(len((&T{}).String()))` value `&T{}` value `len((&T{}).String())`
)

func operators(n int, t T, s string) { // want variable `n` variable `s`
	sink = new(T) // want value `new(T)`
	pointer = new(int) // want value `new(int)`
	bytes1 = make([]byte, 10000000) // want value `make([]byte, 10000000)`
	sink = &T{1, n} // want value `&T{1, n}`
	sink = T{n, 2} // want value `T{n, 2}`
	sink = []int{n, 1} // want value `[]int{n, 1}`
	sink = [3]int{1, n} // want value `[3]int{1, n}`
	sink = map[string]int{"a": n} // want value `map[string]int{"a": n}`
	sink = n // want value `n`
	sink = (n) // want value `(n)`
	sink = -n // want value `-n`
	sink = n + 1 // want value `n + 1`
	sink = n == 1 // want value `n == 1`
	sink = s + s + "é😀" // want value `s + s + "é😀"`
	sink = t.A // want value `t.A`
	sink = s[1:] // want value `s[1:]`
	sink = s[n] // want value `s[n]`
	_ = "é😀"
	sink = n // want value `n`
	sink = len(s) * n // want value `len(s) * n`
	sink = *(&n) // want value `*(&n)`
	sink = sink.(fmt.Stringer).String // want value `sink.(fmt.Stringer).String`
	sink = func() int { return n } // want value `func() int { return n }`
}

func conversions(b []byte, s string, p []byte, r rune) { // want variable `b` variable `p` variable `s`
	text1 = string(b) // want conversion `string(b)`
	text1 = string(p[:]) // want conversion `string(p[:])`
	text1 = string(append(p, 1)) // want append `append(p, 1)` conversion `string(append(p, 1))`
	text1 = (string)(b) // want conversion `(string)(b)`
	text1 = string((b)) // want conversion `string((b))`
	text1 = string(*&b) // want conversion `string(*&b)`
	text1 = string(text(b)) // want conversion `text(b)`
	text1 = string(r) // want conversion `string(r)`
	bytes1 = []byte(s) // want conversion `[]byte(s)`
	bytes1 = ([]byte)(s) // want conversion `([]byte)(s)`
	bytes1 = []byte("日本" + s) // want conversion `[]byte("日本" + s)` value `"日本" + s`
	sink = []rune(s) // want conversion `[]rune(s)` value `[]rune(s)`
	sink = any(b) // want conversion `any(b)`
	sink = string(b) // want conversion `string(b)` value `string(b)`
	counts[string(b)] = 1 // want conversion `string(b)`
	fmt.Println(string(b), len(b), s) // want arguments `fmt.Println(string(b), len(b), s)` conversion `string(b)` value `len(b)` value `s` value `string(b)`
}

func elided(b []byte, s string) int { // want variable `b` variable `s`
	for range []byte(s) { // want conversion `[]byte(s)`
	}
	switch string(b) { // want conversion `string(b)`
	case "a":
		return 1
	}
	u := s + string(b) + "z" // want conversion `string(b)` value `s + string(b) + "z"`
	return counts[string(b)] + len(u) // want conversion `string(b)`
}

func boxes(x int, s string, t T, ch chan any, m map[any]int) any { // want variable `ch` variable `m` variable `s`
	ch <- x // want value `x`
	m[s] = 1 // want value `s`
	if sink == any(x) { // want conversion `any(x)`
		panic(s) // want value `s`
	}
	sink = append(bytes1, 1) // want append `append(bytes1, 1)` value `append(bytes1, 1)`
	sink = string(append(bytes1, 1)) // want append `append(bytes1, 1)` conversion `string(append(bytes1, 1))` value `string(append(bytes1, 1))`
	return t // want value `t`
}

//go:noinline
func variadic(xs ...any) { sink = xs } // want value `xs` variable `xs`

func variadics(x int, s string) { // want variable `s`
	variadic(x, s, "c") // want arguments `variadic(x, s, "c")` value `"c"` value `s` value `x`
	variadic()
	_ = fmt.Sprintf("%d", x) // want arguments `fmt.Sprintf("%d", x)` value `x`
}

func variables(param int, t T, unused *T) (named int) { // want variable `named` variable `param` variable `t` variable `unused`
	local := 1 // want variable `local`
	var v, w int // want variable `v` variable `w`
	pointer = &local
	pointer = &v
	pointer = &w
	pointer = &param
	pointer = &named
	for i, e := range []int{1} { // want value `[]int{1}` variable `e` variable `i`
		pointer = &i
		pointer = &e
	}
	select {
	case c := <-make(chan int): // want variable `c`
		pointer = &c
	}
	calls = t.value // want value `t.value`
	calls = (&t).get // want value `(&t).get`
	return 1
}

func switches(x any) { // want variable `x`
	switch y := x.(type) {
	case int: // want variable `y`
		sink = &y
	case string, bool: // want variable `y`
		sink = &y
	case *T: // want variable `y`
		sink = &y
	case []int: // want variable `y`
		sink = &y
	case map[string][]int8: // want variable `y`
		sink = &y
	case bytes.Buffer: // want variable `y`
		sink = &y
	case *bytes.Reader: // want variable `y`
		sink = &y
	case box[int]: // want variable `y`
		sink = &y
	case func(): // want variable `y`
		sink = &y
	case func(int) (int, string): // want variable `y`
		sink = &y
	case func(int16): // want variable `y`
		sink = &y
	case chan uint, struct{}: // want variable `y`
		sink = &y
	case [3]int: // want variable `y`
		sink = &y
	case interface{ M(uint8) }: // want variable `y`
		sink = &y
	case nil: // want variable `y`
		sink = &y
	default: // want variable `y`
		sink = &y
	}
}

func closures() {
	a, b := 1, 2 // want variable `a` variable `b`
	calls = func() int { a++; return b } // want value `func() int { a++; return b }`
	func() { a++ }()
	defer func() { b++ }() // want value `func() { b++ }`
	go func() { b++ }() // want value `func() { b++ }`
	for i := 0; i < 3; i++ {
		defer fmt.Println(a) // want arguments `fmt.Println(a)` value `a`
	}
	go fmt.Println(b) // want arguments `fmt.Println(b)` value `b`
}

func appends(xs []byte) []byte { // want variable `xs`
	xs = append(xs, 1) // want append `append(xs, 1)`
	ys := append([]int(nil), len(xs)) // want append `append([]int(nil), len(xs))`
	return append(bytes1, byte(len(ys))) // want append `append(bytes1, byte(len(ys)))`
}

func literals() {
	sink = nest{ts: []*T{{1, 2}, {3, 4}}, mm: map[string]T{"a": {1, 2}}} // want value `[]*T{{1, 2}, {3, 4}}` value `map[string]T{"a": {1, 2}}` value `nest{ts: []*T{{1, 2}, {3, 4}}, mm: map[string]T{"a": {1, 2}}}` value `{1, 2}` value `{3, 4}`
	sink = [][]int{{1}, {2}} // want value `[][]int{{1}, {2}}` value `{1}` value `{2}`
	x := []int{1, 2} // want value `[]int{1, 2}`
	_ = x
}

func add(x, y int) int { return x + y }
func build(x int) *T   { return &T{x, 1} } // want value `&T{x, 1}`

func inlined(x int) error {
	sink = add(x, 1) // want value `add(x, 1)`
	sink = build(x) // want callee `build(x)`
	g := &box[int]{x} // want value `&box[int]{x}`
	g.put(x) // want callee `g.put(x)`
	sink = box[string]{"a"} // want value `box[string]{"a"}`
	return errors.New("bad") // want callee `errors.New("bad")`
}
