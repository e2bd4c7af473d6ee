// Package escapes has one function for each verdict and each reason of escape analysis.
package escapes

import (
	"fmt"
	"unsafe"
)

type T struct {
	a, b int
	next *T
	buf  []byte
}

type K struct{ name string }

var (
	sink  any
	table = map[string]int{}
	heads = map[any]*T{}
	ptr   *T
	fn    func() int
)

func (t *T) M() int { return t.a }

func (t *T) Advance(n int) { t.buf = t.buf[n:] }

func AddressOfLiteral() *T { return &T{a: 1} }

func StackLiteral() int {
	t := &T{}
	t.a = 3
	return t.M()
}

func Moved() *int {
	x := 1
	return &x
}

func MovedParameter(p int) *int { return &p }

func MovedResult() (r int) {
	sink = &r
	return 1
}

func MovedLoop(items []T) (all []*T) {
	for _, item := range items {
		all = append(all, &item)
	}
	return all
}

func New() *T { return new(T) }

func Sizes(n int) (int, []struct{}) {
	variable := make([]byte, n)
	constant := make([]byte, 12)
	capacity := make([]byte, n, 64)
	large := make([]byte, 1<<17)
	pairs := make(map[K]int, n)
	small := make(map[K]int)
	var huge [11 << 20]byte
	huge[n] = 1
	ch := make(chan int)
	close(ch)
	nothing := make([]struct{}, n)
	return len(variable) + len(constant) + len(capacity) + len(large) + len(pairs) + len(small), nothing
}

func Boxed(n int, t T, b []byte) {
	sink = n
	sink = t
	sink = T{a: 1}
	sink = string(b)
	sink = []int{1, 2, n}
	sink = map[string]int{"a": n}
	fmt.Println(n, "text", string(b), b)
	fmt.Print(fmt.Sprint(n))
	heads[K{string(b)}] = nil
	_ = sink == any(t.a)
}

func Panics(n int) {
	if n > 3 {
		panic(fmt.Errorf("%d is too much", n))
	}
}

func Conversions(b []byte, s string, r []rune, c rune, dst []byte) (string, []byte, []rune) {
	if string(b) == s {
		return s, nil, nil
	}
	switch string(b) {
	case "a", "b":
		return string(r), nil, nil
	}
	table[string(b)]++
	if table[string(b)] > 0 {
		delete(table, string(b))
	}
	for i, x := range []byte(s) {
		dst[i] = x
	}
	dst = append(dst, []byte(s)...)
	copy(dst, []byte(s))
	dst = append(dst, s...)
	array := [4]byte(dst)
	sink = array
	return string(c) + s + string(b) + "suffix", []byte(s), []rune(s)
}

func Concatenation(s, t string, n int) string {
	s += t
	local := s + "," + t
	if len(local) > n {
		return local
	}
	return s + t
}

func Appends(xs []int, n int) ([]int, int) {
	var local []int
	for i := 0; i < n; i++ {
		local = append(local, i)
	}
	xs = append(xs, n)
	sink = append([]int(nil), n)
	return append(xs, local...), len(local)
}

func AppendPointers(all []*T, more []*T, n int) []*T {
	all = append(all, &T{a: n}, new(T))
	copy(all, more)
	return append(all, more...)
}

func Leaks(heap *T, content **T, result *T, none *T) *T {
	ptr = heap
	ptr = *content
	none.a++
	return result
}

func LeakLevels(t *T, s []*T) (*T, *T) { return t.next, s[0] }

func LeakMany(a, b, c, d, e, f *T) (*T, *T, *T, *T, *T, *T) { return a, b, c, d, e, f }

func Unnamed(*T) {}

func Captures(n int, big [200]byte) func() int {
	counter, limit := 0, 10
	fn = func() int { return limit }
	return func() int {
		counter += n
		return counter + len(big) + limit
	}
}

func StackClosure(n int) int {
	add := func(m int) int { return n + m }
	return add(2)
}

func MethodValue(t *T) func() int { return t.M }

func Goes(n int, t *T) {
	go func() { sink = n }()
	go use(n, t)
	defer use(n, t)
	for i := 0; i < n; i++ {
		defer use(i, nil)
	}
}

//go:noinline
func use(n int, t *T) {}

func Literals(t *T, n int) any {
	x, y, z := n, n, n
	return []any{
		[2]*int{&x, nil},
		[]*int{&y},
		map[*int]*int{&z: new(int)},
		struct{ p *T }{t},
	}
}

func Send(ch chan *T, chans chan any, n int) {
	ch <- &T{a: n}
	chans <- n
	got, ok := <-ch
	if ok {
		sink = got
	}
}

func Ranges(arrays *[4]*T, m map[string]*T) {
	for _, t := range arrays {
		sink = t
	}
	for _, t := range m {
		ptr = t
	}
	v, ok := m["k"]
	if ok {
		sink = v
	}
}

func Switches(v any) *int {
	switch w := v.(type) {
	case int:
		return &w
	case *T:
		sink = w
	case string, bool:
		sink = &w
	}
	t, ok := v.(*T)
	if ok {
		ptr = t
	}
	k := v.(K)
	sink = k
	return nil
}

func Indirect(p **T, a *[4]*T, f func(*T) *T) *T {
	sink = **p
	sink = a[1]
	q := &T{}
	return f(q)
}

func Outlives(n int) *T {
	var last *T
	for i := 0; i < n; i++ {
		t := T{a: i}
		last = &t
	}
	return last
}

func Cycle(n int) {
	var p, q *T
	for i := 0; i < n; i++ {
		p = &T{next: q}
		q = &T{next: p}
	}
	ptr = q
}

func Slices(n int) []byte {
	var array [64]byte
	part := array[:n]
	return part
}

func Bounds(t *[256]int, b byte) int { return t[b] }

func Min(a, b int) any { return min(a, b) }

func Unsafe(p *T) unsafe.Pointer { return unsafe.Pointer(p) }

//go:uintptrescapes
func Escaping(p uintptr, more ...uintptr) {}

func CallEscaping(t *T) { Escaping(uintptr(unsafe.Pointer(t))) }
