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

// maxArguments is how deep type arguments may nest in a package with errors: it can have
// instances of instances without end, as in `type T[P any] struct{ next *T[[]P] }`.
const maxArguments = 4

// late is the index of the word of a row that is filled when the row already has its id,
// because types are cyclic: the underlying type of a defined one, the core type of a parameter.
const late = 2

// row is one type: kind, flags and its words. The words begin with the size in two halves.
type row struct {
	kind  uint32
	flags uint32
	words []uint32
}

// pending is a row whose late word is still to be filled.
type pending struct {
	id uint32
	of types.Type
}

// typeTable gives identical types the same row. Row 0 is the unknown type.
type typeTable struct {
	run     *run
	strings *stringTable
	broken  bool
	rows    []row
	seen    map[types.Type]uint32
	shapes  map[string]uint32
	queue   []pending
	scratch []byte
}

func newTypeTable(r *run, strings *stringTable, broken bool) *typeTable {
	return &typeTable{
		run:     r,
		strings: strings,
		broken:  broken,
		rows:    make([]row, 1),
		seen:    make(map[types.Type]uint32),
		shapes:  make(map[string]uint32),
	}
}

// id returns the row of a type, 0 for an invalid one.
func (t *typeTable) id(of types.Type) uint32 {
	if basic, ok := unalias(of).(*types.Basic); ok && basic.Kind() == types.Invalid {
		return 0
	}
	if id, ok := t.seen[of]; ok {
		return id
	}
	id := t.encode(of)
	for len(t.queue) > 0 {
		next := t.queue[len(t.queue)-1]
		t.queue = t.queue[:len(t.queue)-1]
		t.rows[next.id].words[late] = t.encode(next.of)
	}
	return id
}

func (t *typeTable) encode(of types.Type) uint32 {
	if id, ok := t.seen[of]; ok {
		return id
	}
	id := t.shape(of)
	t.seen[of] = id
	return id
}

func (t *typeTable) shape(of types.Type) uint32 {
	switch of := of.(type) {
	case *types.Named:
		return t.named(of)
	case *types.TypeParam:
		return t.parameter(of)
	case *types.Basic:
		return t.basic(of)
	case *types.Pointer:
		return t.row(kindPointer, of, t.encode(of.Elem()))
	case *types.Slice:
		return t.row(kindSlice, of, t.encode(of.Elem()))
	case *types.Array:
		low, high := halves(of.Len())
		return t.row(kindArray, of, t.encode(of.Elem()), low, high)
	case *types.Map:
		return t.row(kindMap, of, t.encode(of.Key()), t.encode(of.Elem()))
	case *types.Chan:
		return t.row(kindChan, of, t.encode(of.Elem()), uint32(of.Dir()))
	case *types.Struct:
		return t.structure(of)
	case *types.Signature:
		return t.signature(of)
	case *types.Interface:
		return t.table(of)
	case *types.Tuple:
		return t.row(kindTuple, of, t.tuple(nil, of)...)
	}
	if plain := unalias(of); plain != of {
		return t.encode(plain)
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

func (t *typeTable) named(of *types.Named) uint32 {
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
		words = append(words, t.encode(of.TypeArgs().At(i)))
	}
	for _, names := range [][]string{
		facts.methods, facts.valueMethods, facts.implements, facts.pointerImplements,
	} {
		words = t.names(words, names)
	}
	id := t.add(kindNamed, facts.size, facts.pointers, words)
	if !t.broken || isBounded(of, maxArguments) {
		t.queue = append(t.queue, pending{id, of.Underlying()})
	}
	return id
}

// isBounded reports whether types nest at most so many levels deep inside of a type, where
// defined types count with their arguments.
func isBounded(of types.Type, levels int) bool {
	if levels < 0 {
		return false
	}
	for _, part := range parts(unalias(of)) {
		if !isBounded(part, levels-1) {
			return false
		}
	}
	return true
}

func parts(of types.Type) (all []types.Type) {
	switch of := of.(type) {
	case *types.Named:
		for i := 0; i < of.TypeArgs().Len(); i++ {
			all = append(all, of.TypeArgs().At(i))
		}
	case *types.Struct:
		for i := 0; i < of.NumFields(); i++ {
			all = append(all, of.Field(i).Type())
		}
	case *types.Tuple:
		for i := 0; i < of.Len(); i++ {
			all = append(all, of.At(i).Type())
		}
	case *types.Signature:
		all = append(all, of.Params(), of.Results())
	case *types.Map:
		all = append(all, of.Key(), of.Elem())
	case interface{ Elem() types.Type }:
		all = append(all, of.Elem())
	}
	return all
}

func (t *typeTable) parameter(of *types.TypeParam) uint32 {
	object := of.Obj()
	key := t.strings.id(t.run.localKey(object))
	listed := terms(of.Constraint(), 0)
	pointers := listed == nil
	for _, term := range listed {
		_, held := t.run.traits(term, 0)
		pointers = pointers || held
	}
	id := t.add(kindTypeParameter, noSize, pointers, []uint32{0, t.strings.id(object.Name()), key})
	if core := coreType(of.Constraint()); core != nil {
		t.queue = append(t.queue, pending{id, core})
	}
	return id
}

func (t *typeTable) structure(of *types.Struct) uint32 {
	words := make([]uint32, 1, 1+4*of.NumFields())
	words[0] = uint32(of.NumFields())
	for i := 0; i < of.NumFields(); i++ {
		field := of.Field(i)
		words = append(words,
			t.strings.id(field.Name()),
			t.strings.id(t.run.namesOf(field).key),
			t.encode(field.Type()),
			flag(field.Embedded()),
		)
	}
	return t.row(kindStruct, of, words...)
}

func (t *typeTable) signature(of *types.Signature) uint32 {
	words := t.tuple([]uint32{flag(of.Variadic())}, of.Params())
	words = t.tuple(words, of.Results())
	return t.row(kindSignature, of, words...)
}

func (t *typeTable) tuple(words []uint32, of *types.Tuple) []uint32 {
	words = append(words, uint32(of.Len()))
	for i := 0; i < of.Len(); i++ {
		words = append(words, t.encode(of.At(i).Type()))
	}
	return words
}

// table encodes an interface; one that constrains types is spelled here, since its embedded
// terms are of no other use.
func (t *typeTable) table(of *types.Interface) uint32 {
	var spelling uint32
	if !of.IsMethodSet() {
		spelling = t.strings.id(types.TypeString(of, (*types.Package).Name))
	}
	words := []uint32{spelling, uint32(of.NumMethods())}
	var known methodTable
	for i := 0; i < of.NumMethods(); i++ {
		method := of.Method(i)
		known.add(method)
		words = append(words, t.strings.id(method.Name()), t.encode(method.Type()))
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
