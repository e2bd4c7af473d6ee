package main

import (
	"go/types"
	"sync"
)

// namedFacts are what costs time to find out about a defined type; they are shared by all
// packages that see the same type.
type namedFacts struct {
	once              sync.Once
	size              int64
	pointers          bool
	methods           []string
	valueMethods      []string
	implements        []string
	pointerImplements []string
}

func (r *run) factsOf(t *types.Named) *namedFacts {
	found, ok := r.named.Load(t)
	if !ok {
		found, _ = r.named.LoadOrStore(t, new(namedFacts))
	}
	facts := found.(*namedFacts)
	facts.once.Do(func() {
		facts.size, facts.pointers = r.layout(t)
		if table, ok := t.Underlying().(*types.Interface); ok {
			facts.methods, facts.implements = interfaceMethods(table)
			facts.valueMethods = facts.methods
			return
		}
		facts.valueMethods, facts.implements = methodSet(t)
		facts.methods, facts.pointerImplements = methodSet(types.NewPointer(t))
	})
	return facts
}

func interfaceMethods(t *types.Interface) (names, implements []string) {
	var table methodTable
	for i := 0; i < t.NumMethods(); i++ {
		table.add(t.Method(i))
	}
	return table.names, table.implements()
}

func methodSet(t types.Type) (names, implements []string) {
	set := types.NewMethodSet(t)
	var table methodTable
	for i := 0; i < set.Len(); i++ {
		table.add(set.At(i).Obj().(*types.Func))
	}
	return table.names, table.implements()
}

// noSize stands for the size of a type that has none before it is instantiated.
const noSize = -1

// layout returns the size of a type and whether it holds pointers.
func (r *run) layout(t types.Type) (size int64, pointers bool) {
	fixed, pointers := r.traits(t, 0)
	if !fixed {
		return noSize, pointers
	}
	return r.sizes.Sizeof(t), pointers
}

// maxNesting is deeper than any type that has a size; only an invalid recursive type, which
// a package with errors may have, nests deeper.
const maxNesting = 200

// traits reports whether a type has a fixed size, and whether it holds pointers.
func (r *run) traits(t types.Type, depth int) (fixed, pointers bool) {
	if depth > maxNesting {
		return false, true
	}
	switch t := unalias(t).(type) {
	case *types.Named:
		return r.traits(t.Underlying(), depth+1)
	case *types.Basic:
		return basicTraits(t)
	case *types.Array:
		fixed, pointers = r.traits(t.Elem(), depth+1)
		return fixed && t.Len() >= 0, pointers && t.Len() != 0
	case *types.Struct:
		fixed = true
		for i := 0; i < t.NumFields(); i++ {
			f, p := r.traits(t.Field(i).Type(), depth+1)
			fixed, pointers = fixed && f, pointers || p
		}
		return fixed, pointers
	case *types.TypeParam, *types.Tuple, *types.Union:
		return false, true
	}
	return true, true
}

func basicTraits(t *types.Basic) (fixed, pointers bool) {
	switch t.Kind() {
	case types.String, types.UnsafePointer:
		return true, true
	case types.UntypedString, types.UntypedNil:
		return false, true
	}
	return t.Kind() != types.Invalid && t.Info()&types.IsUntyped == 0, false
}
