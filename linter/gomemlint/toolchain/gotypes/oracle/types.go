package main

import (
	"encoding/binary"
	"go/types"
)

// The kinds of the rows of the type table; the reader has the same list.
const (
	kindUnknown = iota
	kindBasic
	kindNamed
	kindPointer
	kindSlice
	kindArray
	kindMap
	kindChan
	kindStruct
	kindSignature
	kindInterface
	kindTypeParameter
	kindTuple
)

const flagPointers = 1

// maxDepth is how many underlying types deep a package knows the types that it meets. The
// whole graph of types would be the better part of the standard library in every package.
const maxDepth = 1

// late is the index of the word of a row that is filled when the row already has its id,
// because types are cyclic: the underlying type of a defined one, the core type of a parameter.
const late = 2

// row is one type: kind, flags and its words. The words begin with the size in two halves.
type row struct {
	kind  uint32
	flags uint32
	words []uint32
}

// visit remembers the row of a type, and how deep below the types of the package it was met.
type visit struct {
	id    uint32
	depth int
}

// pending is a type whose late word is still to be filled.
type pending struct {
	id    uint32
	of    types.Type
	depth int
}

// typeTable gives identical types the same row. Row 0 is the unknown type.
type typeTable struct {
	run     *run
	strings *stringTable
	rows    []row
	seen    map[types.Type]visit
	shapes  map[string]uint32
	filled  map[uint32]int
	queue   []pending
	scratch []byte
}

func newTypeTable(r *run, strings *stringTable) *typeTable {
	return &typeTable{
		run:     r,
		strings: strings,
		rows:    make([]row, 1),
		seen:    make(map[types.Type]visit),
		shapes:  make(map[string]uint32),
		filled:  make(map[uint32]int),
	}
}

// id returns the row of a type, 0 for an invalid one.
func (t *typeTable) id(of types.Type) uint32 {
	if known, ok := t.seen[of]; ok && known.depth == 0 {
		return known.id
	}
	if basic, ok := of.(*types.Basic); ok && basic.Kind() == types.Invalid {
		return 0
	}
	id := t.encode(of, 0)
	t.settle()
	return id
}

// settle fills the late words, which may meet further types.
func (t *typeTable) settle() {
	for len(t.queue) > 0 {
		next := t.queue[0]
		t.queue = t.queue[1:]
		if depth, ok := t.filled[next.id]; ok && depth <= next.depth {
			continue
		}
		t.filled[next.id] = next.depth
		t.rows[next.id].words[late] = t.encode(next.of, next.depth+1)
	}
}

func (t *typeTable) encode(of types.Type, depth int) uint32 {
	if known, ok := t.seen[of]; ok && known.depth <= depth {
		return known.id
	}
	id := t.shape(of, depth)
	t.seen[of] = visit{id, depth}
	return id
}

func (t *typeTable) shape(of types.Type, depth int) uint32 {
	switch of := of.(type) {
	case *types.Named:
		return t.named(of, depth)
	case *types.TypeParam:
		return t.parameter(of, depth)
	case *types.Basic:
		return t.basic(of)
	case *types.Pointer:
		return t.row(kindPointer, of, t.encode(of.Elem(), depth))
	case *types.Slice:
		return t.row(kindSlice, of, t.encode(of.Elem(), depth))
	case *types.Array:
		low, high := halves(of.Len())
		return t.row(kindArray, of, t.encode(of.Elem(), depth), low, high)
	case *types.Map:
		return t.row(kindMap, of, t.encode(of.Key(), depth), t.encode(of.Elem(), depth))
	case *types.Chan:
		return t.row(kindChan, of, t.encode(of.Elem(), depth), uint32(of.Dir()))
	case *types.Struct:
		return t.structure(of, depth)
	case *types.Signature:
		return t.signature(of, depth)
	case *types.Interface:
		return t.table(of, depth)
	case *types.Tuple:
		return t.row(kindTuple, of, t.tuple(nil, of, depth)...)
	}
	if plain := unalias(of); plain != of {
		return t.encode(plain, depth)
	}
	return 0
}

// basic encodes the name of a predeclared type twice: `byte` is `uint8`, spelled differently.
func (t *typeTable) basic(of *types.Basic) uint32 {
	name, spelling := of.Name(), of.Name()
	switch of.Kind() {
	case types.Uint8, types.Int32:
		name = types.Typ[of.Kind()].Name()
	case types.UnsafePointer:
		name, spelling = "unsafe.Pointer", "unsafe.Pointer"
	}
	return t.row(kindBasic, of, t.strings.id(name), t.strings.id(spelling))
}

// row returns the row with these words, which is a new one if the type is.
func (t *typeTable) row(kind uint32, of types.Type, words ...uint32) uint32 {
	size, pointers := t.run.layout(of)
	return t.add(kind, size, pointers, words)
}

func (t *typeTable) add(kind uint32, size int64, pointers bool, words []uint32) uint32 {
	var flags uint32
	if pointers {
		flags |= flagPointers
	}
	low, high := halves(size)
	shape := binary.LittleEndian.AppendUint32(t.scratch[:0], kind|flags<<8)
	shape = binary.LittleEndian.AppendUint32(shape, low)
	shape = binary.LittleEndian.AppendUint32(shape, high)
	for _, word := range words {
		shape = binary.LittleEndian.AppendUint32(shape, word)
	}
	t.scratch = shape
	if id, ok := t.shapes[string(shape)]; ok {
		return id
	}
	id := uint32(len(t.rows))
	all := append(make([]uint32, 0, len(words)+2), low, high)
	t.rows = append(t.rows, row{kind, flags, append(all, words...)})
	t.shapes[string(shape)] = id
	return id
}

func (t *typeTable) named(of *types.Named, depth int) uint32 {
	if known, ok := t.seen[of]; ok {
		t.expand(known.id, of.Underlying(), depth)
		return known.id
	}
	object := of.Obj()
	facts := t.run.factsOf(of)
	var path, name uint32
	if object.Pkg() != nil {
		path, name = t.strings.id(object.Pkg().Path()), t.strings.id(object.Pkg().Name())
	}
	key := t.strings.id(t.run.typeKey(object))
	words := []uint32{0, key, t.strings.id(object.Name()), path, name}
	words = append(words, uint32(of.TypeArgs().Len()))
	for i := 0; i < of.TypeArgs().Len(); i++ {
		words = append(words, t.encode(of.TypeArgs().At(i), depth))
	}
	for _, names := range [][]string{
		facts.methods, facts.valueMethods, facts.implements, facts.pointerImplements,
	} {
		words = t.names(words, names)
	}
	id := t.add(kindNamed, facts.size, facts.pointers, words)
	t.expand(id, of.Underlying(), depth)
	return id
}

// expand queues the late word of a row, unless the type lies too deep.
func (t *typeTable) expand(id uint32, of types.Type, depth int) {
	if depth <= maxDepth {
		t.queue = append(t.queue, pending{id, of, depth})
	}
}

func (t *typeTable) parameter(of *types.TypeParam, depth int) uint32 {
	object := of.Obj()
	key := t.strings.id(t.run.localKey(object))
	id := t.add(kindTypeParameter, noSize, true, []uint32{0, t.strings.id(object.Name()), key})
	if core := coreType(of.Constraint()); core != nil {
		t.expand(id, core, depth)
	}
	return id
}

func (t *typeTable) structure(of *types.Struct, depth int) uint32 {
	words := make([]uint32, 1, 1+4*of.NumFields())
	words[0] = uint32(of.NumFields())
	for i := 0; i < of.NumFields(); i++ {
		field := of.Field(i)
		words = append(words,
			t.strings.id(field.Name()),
			t.strings.id(t.run.namesOf(field).key),
			t.encode(field.Type(), depth),
			flag(field.Embedded()),
		)
	}
	return t.row(kindStruct, of, words...)
}

func (t *typeTable) signature(of *types.Signature, depth int) uint32 {
	words := t.tuple([]uint32{flag(of.Variadic())}, of.Params(), depth)
	words = t.tuple(words, of.Results(), depth)
	return t.row(kindSignature, of, words...)
}

func (t *typeTable) tuple(words []uint32, of *types.Tuple, depth int) []uint32 {
	words = append(words, uint32(of.Len()))
	for i := 0; i < of.Len(); i++ {
		words = append(words, t.encode(of.At(i).Type(), depth))
	}
	return words
}

// table encodes an interface; one that constrains types is spelled here, since its embedded
// terms are of no other use.
func (t *typeTable) table(of *types.Interface, depth int) uint32 {
	var spelling uint32
	if !of.IsMethodSet() {
		spelling = t.strings.id(types.TypeString(of, (*types.Package).Name))
	}
	words := []uint32{spelling, uint32(of.NumMethods())}
	var known methodTable
	for i := 0; i < of.NumMethods(); i++ {
		method := of.Method(i)
		known.add(method)
		words = append(words, t.strings.id(method.Name()), t.encode(method.Type(), depth))
	}
	return t.row(kindInterface, of, t.names(words, known.implements())...)
}

func (t *typeTable) names(words []uint32, names []string) []uint32 {
	words = append(words, uint32(len(names)))
	for _, name := range names {
		words = append(words, t.strings.id(name))
	}
	return words
}

// coreType returns the single underlying type of all types that satisfy a constraint, or nil.
func coreType(constraint types.Type) types.Type {
	var core types.Type
	for _, term := range terms(constraint, 0) {
		under := term.Underlying()
		if core != nil && !types.Identical(core, under) {
			return nil
		}
		core = under
	}
	return core
}

// terms returns the types of the first part of a constraint that lists any.
func terms(constraint types.Type, depth int) []types.Type {
	if depth > maxNesting {
		return nil
	}
	switch t := unalias(constraint).(type) {
	case *types.Union:
		var all []types.Type
		for i := 0; i < t.Len(); i++ {
			listed := terms(t.Term(i).Type(), depth+1)
			if listed == nil {
				return nil
			}
			all = append(all, listed...)
		}
		return all
	case *types.TypeParam:
		return nil
	default:
		table, ok := t.Underlying().(*types.Interface)
		if !ok {
			return []types.Type{t}
		}
		for i := 0; i < table.NumEmbeddeds(); i++ {
			if listed := terms(table.EmbeddedType(i), depth+1); listed != nil {
				return listed
			}
		}
		return nil
	}
}

func flag(set bool) uint32 {
	if set {
		return 1
	}
	return 0
}

func halves(value int64) (low, high uint32) {
	return uint32(uint64(value)), uint32(uint64(value) >> 32)
}
