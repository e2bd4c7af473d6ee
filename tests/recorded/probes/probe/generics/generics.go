// Package generics declares generic code and compiles some of it for its own types.
package generics

type Stack[T any] struct{ items []*T }

func (s *Stack[T]) Push(value T) {
	s.items = append(s.items, &value)
}

func (s *Stack[T]) Each(visit func(*T)) {
	for _, item := range s.items {
		visit(item)
	}
}

type Shower interface{ Show() string }

func ShowAll[T Shower](values []T) []string {
	var shown []string
	for _, value := range values {
		shown = append(shown, value.Show())
	}
	return shown
}

// Unused is never instantiated: the compiler says nothing about its body.
func Unused[T any](value T) *T {
	return &value
}

type named string

func (n named) Show() string { return string(n) }

func Local() []string {
	var s Stack[int]
	s.Push(1)
	return ShowAll([]named{"a"})
}
