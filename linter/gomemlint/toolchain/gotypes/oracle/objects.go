package main

import (
	"go/constant"
	"go/token"
	"go/types"
	"hash/crc32"
	"slices"
)

// The kinds of objects and the scopes of variables; the reader has the same lists.
const (
	kindVariable = iota
	kindField
	kindFunction
	kindMethod
	kindType
	kindConstant
	kindPackage
	kindBuiltin
	kindNil
	kindLabel
)

const (
	scopePackage = iota
	scopeLocal
	scopeParameter
	scopeResult
	scopeReceiver
	scopeField
	scopeNone
)

const (
	flagExported = 1 << iota
	flagEmbedded
	flagPointerReceiver
	flagAlias
)

// objectWords is the number of words of one object.
const objectWords = 10

// objectTable gives each object of a package one row.
type objectTable struct {
	run    *run
	pkg    *types.Package
	texts  *stringTable
	types  *typeTable
	words  []uint32
	keys   []string
	seen   map[types.Object]uint32
	byKey  map[string]uint32
	scopes map[types.Object]uint32
	uses   [][]uint64
}

func newObjectTable(r *run, pkg *types.Package, strings *stringTable, t *typeTable) *objectTable {
	return &objectTable{
		run:    r,
		pkg:    pkg,
		texts:  strings,
		types:  t,
		seen:   make(map[types.Object]uint32),
		byKey:  make(map[string]uint32),
		scopes: make(map[types.Object]uint32),
	}
}

// id returns the row of an object.
func (t *objectTable) id(object types.Object) uint32 {
	if id, ok := t.seen[object]; ok {
		return id
	}
	origin := object
	switch o := object.(type) {
	case *types.Func:
		origin = o.Origin()
	case *types.Var:
		origin = o.Origin()
	}
	id, ok := t.seen[origin]
	if !ok {
		id = t.add(origin, origin.Type())
		t.seen[origin] = id
	}
	t.seen[object] = id
	return id
}

// add makes the row of an object. Objects with one key are one object, except for the names
// that files give to a package.
func (t *objectTable) add(object types.Object, of types.Type) uint32 {
	names := t.run.namesOf(object)
	identity := names.key
	kind, scope := t.classify(object)
	if kind == kindPackage {
		identity += " " + object.Name()
	}
	if id, ok := t.byKey[identity]; ok {
		return id
	}
	id := uint32(len(t.keys))
	t.byKey[identity] = id
	t.keys = append(t.keys, names.key)
	t.uses = append(t.uses, nil)
	var path string
	if object.Pkg() != nil {
		path = object.Pkg().Path()
	}
	file, line, offset := t.declaration(object)
	t.words = append(t.words,
		t.texts.id(names.key), t.texts.id(object.Name()), t.texts.id(path),
		t.texts.id(names.owner), file, line, offset, 0, 0, t.value(object))
	typeID := t.typeOf(kind, of)
	base := int(id) * objectWords
	t.words[base+7] = typeID
	t.words[base+8] = kind | scope<<8 | t.flags(object)<<16
	return id
}

// value returns the text of a constant's value + 1, 0 for what has none.
func (t *objectTable) value(object types.Object) uint32 {
	c, ok := object.(*types.Const)
	if !ok || c.Val().Kind() == constant.Unknown {
		return 0
	}
	return t.texts.id(literal(c.Val())) + 1
}

func (t *objectTable) typeOf(kind uint32, of types.Type) uint32 {
	switch kind {
	case kindPackage, kindLabel, kindBuiltin, kindNil:
		return 0
	}
	return t.types.id(of)
}

func (t *objectTable) classify(object types.Object) (kind, scope uint32) {
	switch object := object.(type) {
	case *types.Var:
		if object.IsField() {
			return kindField, scopeField
		}
		if scope, ok := t.scopes[object]; ok {
			return kindVariable, scope
		}
		if object.Pkg() != nil && object.Parent() == object.Pkg().Scope() {
			return kindVariable, scopePackage
		}
		return kindVariable, scopeLocal
	case *types.Func:
		if object.Type().(*types.Signature).Recv() != nil {
			return kindMethod, scopeNone
		}
		return kindFunction, scopeNone
	case *types.TypeName:
		return kindType, scopeNone
	case *types.Const:
		return kindConstant, scopeNone
	case *types.PkgName:
		return kindPackage, scopeNone
	case *types.Builtin:
		return kindBuiltin, scopeNone
	case *types.Nil:
		return kindNil, scopeNone
	}
	return kindLabel, scopeNone
}

func (t *objectTable) flags(object types.Object) (flags uint32) {
	if object.Exported() {
		flags |= flagExported
	}
	switch object := object.(type) {
	case *types.Var:
		if object.Embedded() {
			flags |= flagEmbedded
		}
	case *types.TypeName:
		if object.IsAlias() {
			flags |= flagAlias
		}
	case *types.Func:
		if receiver := object.Type().(*types.Signature).Recv(); receiver != nil {
			if _, ok := unalias(receiver.Type()).(*types.Pointer); ok {
				flags |= flagPointerReceiver
			}
		}
	}
	return flags
}

// declaration returns path, line and offset+1; 0 stands for an unknown path or offset.
func (t *objectTable) declaration(object types.Object) (path, line, offset uint32) {
	pos := object.Pos()
	if _, named := object.(*types.PkgName); named || pos == token.NoPos {
		return 0, 0, 0
	}
	file := t.run.fset.File(pos)
	if file == nil {
		return 0, 0, 0
	}
	if t.run.isParsed(file) {
		line := t.run.fset.PositionFor(pos, false).Line
		return t.texts.id(file.Name()), uint32(line), uint32(file.Offset(pos)) + 1
	}
	return t.texts.id(t.run.onDisk(file.Name())), uint32(file.Line(pos)), 0
}

// index returns the rows by the checksum of their key.
func (t *objectTable) index() []uint64 {
	index := make([]uint64, len(t.keys))
	for id, key := range t.keys {
		index[id] = uint64(crc32.ChecksumIEEE([]byte(key)))<<32 | uint64(id)
	}
	slices.Sort(index)
	return index
}

// useIndex returns the uses of all objects, and where those of each object begin.
func (t *objectTable) useIndex() (starts []uint32, uses []uint64) {
	for _, of := range t.uses {
		starts = append(starts, uint32(len(uses)))
		uses = append(uses, of...)
	}
	return append(starts, uint32(len(uses))), uses
}
