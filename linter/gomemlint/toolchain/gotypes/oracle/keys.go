package main

import (
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// member is the key of a field or an interface method, and of the type that has it.
type member struct {
	key   string
	owner string
}

// place finds a member again that export data repeat: `type B p.A` in another package has its
// own copies of the fields of p.A, at the same place of the source.
type place struct {
	name string
	file string
	line int
}

// memberIndex names the fields and interface methods of one package. A field does not know its
// struct, so the index is made from the package's declarations.
type memberIndex struct {
	once    sync.Once
	copying sync.Once
	members map[types.Object]member
	places  map[place]member
	run     *run
	pkg     *types.Package
}

// membersOf returns the index of a package that is completely loaded or checked.
func (r *run) membersOf(pkg *types.Package) *memberIndex {
	found, ok := r.members.Load(pkg)
	if !ok {
		found, _ = r.members.LoadOrStore(pkg, &memberIndex{run: r, pkg: pkg})
	}
	index := found.(*memberIndex)
	index.once.Do(index.build)
	return index
}

// build visits types before variables and functions, in the order of their names: exported
// names come first, which are the ones that export data have too.
func (x *memberIndex) build() {
	x.members = make(map[types.Object]member)
	scope := x.pkg.Scope()
	names := scope.Names()
	for _, name := range names {
		if object, ok := scope.Lookup(name).(*types.TypeName); ok {
			x.declaredType(object)
		}
	}
	for _, name := range names {
		switch object := scope.Lookup(name).(type) {
		case *types.Var:
			x.visit(x.pkg.Path()+"."+name, object.Type())
		case *types.Func:
			x.visit(x.pkg.Path()+"."+name, object.Type())
		}
	}
}

func (x *memberIndex) declaredType(object *types.TypeName) {
	key := x.pkg.Path() + "." + object.Name()
	named, ok := object.Type().(*types.Named)
	if !ok || named.Obj() != object {
		x.visit(key, unalias(object.Type()))
		return
	}
	if table, ok := named.Underlying().(*types.Interface); ok {
		x.methods(x.pkg.Path()+".("+object.Name()+").", key, table)
	} else {
		x.visit(key, named.Underlying())
	}
	for i := 0; i < named.NumMethods(); i++ {
		method := named.Method(i)
		x.visit(x.pkg.Path()+".("+object.Name()+")."+method.Name(), method.Type())
	}
}

// visit names the members of the unnamed structs and interfaces inside of a type.
func (x *memberIndex) visit(key string, t types.Type) {
	switch t := t.(type) {
	case *types.Pointer:
		x.visit(key, t.Elem())
	case *types.Slice:
		x.visit(key, t.Elem())
	case *types.Array:
		x.visit(key, t.Elem())
	case *types.Chan:
		x.visit(key, t.Elem())
	case *types.Map:
		x.visit(key, t.Key())
		x.visit(key, t.Elem())
	case *types.Struct:
		for i := 0; i < t.NumFields(); i++ {
			field := t.Field(i)
			name := key + "." + field.Name()
			x.add(field, name, key)
			x.visit(name, field.Type())
		}
	case *types.Interface:
		x.methods(key+".", key, t)
	case *types.Signature:
		x.signature(key, t)
	}
}

func (x *memberIndex) signature(key string, t *types.Signature) {
	for i := 0; i < t.TypeParams().Len(); i++ {
		parameter := t.TypeParams().At(i)
		x.visit(key+"."+parameter.Obj().Name(), parameter.Constraint())
	}
	for number, tuple := range [2]*types.Tuple{t.Params(), t.Results()} {
		for i := 0; i < tuple.Len(); i++ {
			x.visit(fmt.Sprintf("%s.%d.%d", key, number, i), tuple.At(i).Type())
		}
	}
}

func (x *memberIndex) methods(prefix, owner string, t *types.Interface) {
	for i := 0; i < t.NumExplicitMethods(); i++ {
		method := t.ExplicitMethod(i)
		x.add(method, prefix+method.Name(), owner)
		x.visit(prefix+method.Name(), method.Type())
	}
}

// add names a member once: `type A B` shares the fields of B, and the first name wins.
func (x *memberIndex) add(object types.Object, key, owner string) {
	if object.Pkg() != x.pkg || object.Name() == "_" {
		return
	}
	if _, known := x.members[object]; !known {
		x.members[object] = member{key, owner}
	}
}

// find returns the names of a field or interface method, also of a copy in export data.
func (x *memberIndex) find(object types.Object) (member, bool) {
	if found, ok := x.members[object]; ok {
		return found, true
	}
	x.copying.Do(x.copies)
	found, ok := x.places[x.run.placeOf(object)]
	return found, ok
}

// copies makes the index by place; of two members on one line with one name, the first key wins.
func (x *memberIndex) copies() {
	x.places = make(map[place]member, len(x.members))
	for object, names := range x.members {
		at := x.run.placeOf(object)
		if known, ok := x.places[at]; !ok || names.key < known.key {
			x.places[at] = names
		}
	}
}

func (r *run) placeOf(object types.Object) place {
	position := r.fset.PositionFor(object.Pos(), false)
	return place{object.Name(), filepath.Base(position.Filename), position.Line}
}

// names returns the key of an object and the key of the type that has it as a member.
func (r *run) namesOf(object types.Object) member {
	switch object := object.(type) {
	case *types.PkgName:
		return member{key: object.Imported().Path()}
	case *types.Func:
		return r.functionNames(object.Origin())
	case *types.Var:
		if object = object.Origin(); object.IsField() {
			return r.memberNames(object)
		}
	}
	pkg := object.Pkg()
	switch {
	case pkg == nil:
		return member{key: object.Name()}
	case object.Parent() == pkg.Scope() && object.Name() != "_":
		return member{key: pkg.Path() + "." + object.Name()}
	case pkg == types.Unsafe:
		return member{key: "unsafe." + object.Name()}
	}
	return member{key: r.localKey(object)}
}

func (r *run) functionNames(f *types.Func) member {
	if f.Pkg() == nil {
		return member{"(error)." + f.Name(), "error"}
	}
	receiver := f.Type().(*types.Signature).Recv()
	if receiver == nil {
		if f.Name() == "init" || f.Name() == "_" {
			return member{key: r.localKey(f)}
		}
		return member{key: f.Pkg().Path() + "." + f.Name()}
	}
	t := unalias(receiver.Type())
	if pointer, ok := t.(*types.Pointer); ok {
		t = unalias(pointer.Elem())
	}
	named, ok := t.(*types.Named)
	if !ok || types.IsInterface(named) {
		return r.memberNames(f)
	}
	owner := r.typeKey(named.Obj())
	if f.Name() == "_" {
		return member{r.localKey(f), owner}
	}
	return member{f.Pkg().Path() + ".(" + named.Obj().Name() + ")." + f.Name(), owner}
}

// member names a field or an interface method: after the declaration that reaches it, or, inside
// of a function, after its own place.
func (r *run) memberNames(object types.Object) member {
	if found, ok := r.membersOf(object.Pkg()).find(object); ok {
		return found
	}
	return member{key: r.localKey(object)}
}

// typeName returns the key of a type.
func (r *run) typeKey(object *types.TypeName) string {
	pkg := object.Pkg()
	if pkg == nil {
		return object.Name()
	}
	if pkg == types.Unsafe || object.Parent() == pkg.Scope() {
		return pkg.Path() + "." + object.Name()
	}
	return r.localKey(object)
}

// local names an object after the place of its declaration.
func (r *run) localKey(object types.Object) string {
	var path string
	if object.Pkg() != nil {
		path = object.Pkg().Path()
	}
	file := r.fset.File(object.Pos())
	if file == nil {
		return path + ":" + object.Name()
	}
	key := path + ":" + filepath.Base(file.Name())
	if r.isParsed(file) {
		return key + ":" + strconv.Itoa(file.Offset(object.Pos()))
	}
	return key + "#" + strconv.Itoa(file.Line(object.Pos()))
}

// isParsed tells source files from the stand-ins that importers make for positions.
func (r *run) isParsed(file *token.File) bool {
	_, parsed := r.parsed.Load(file)
	return parsed
}

// onDisk returns the path of a source file that export data name.
func (r *run) onDisk(path string) string {
	if rest := strings.TrimPrefix(path, "$GOROOT"); rest != path {
		return filepath.Join(r.request.GOROOT, "src") + strings.TrimPrefix(rest, "/src")
	}
	return path
}
