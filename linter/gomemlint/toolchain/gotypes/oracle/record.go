package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// The modes of an expression; the reader has the same list.
const (
	modeValue = iota
	modeType
	modeConstant
	modeVariable
	modeMapElement
	modeBuiltin
	modeNothing
)

// Words of one file: its path and where its part of each array of records begins and ends.
const fileWords = 9

// expression is the record of an expression: where it is, and type, mode and constant.
type expression struct {
	key   uint64
	value uint64
}

// recorder collects what is known of one package.
type recorder struct {
	run     *run
	unit    *unit
	texts   *stringTable
	types   *typeTable
	objects *objectTable

	files        []uint32
	expressions  []expression
	identifiers  []uint64
	embedded     []uint64
	instances    []uint64
	lists        []uint32
	declarations []uint32

	source *source
	number int
	silent map[ast.Expr]bool
}

// record returns the file of a checked package.
func record(r *run, u *unit) []byte {
	texts := newStringTable()
	table := newTypeTable(r, texts, len(u.errors) > 0)
	c := &recorder{
		run:     r,
		unit:    u,
		texts:   texts,
		types:   table,
		objects: newObjectTable(r, u.pkg, texts, table),
		silent:  make(map[ast.Expr]bool),
	}
	for _, s := range u.sources {
		for _, declaration := range s.syntax.Decls {
			c.declare(declaration)
		}
	}
	for i, s := range u.sources {
		c.file(i, s)
	}
	return c.bytes()
}

// declare lists what a declaration at package level defines.
func (c *recorder) declare(declaration ast.Decl) {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		c.declareName(d.Name)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				c.declareName(spec.Name)
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					c.declareName(name)
				}
			}
		}
	}
}

func (c *recorder) declareName(name *ast.Ident) {
	if object := c.unit.info.Defs[name]; object != nil && name.Name != "_" {
		c.declarations = append(c.declarations, c.objects.id(object))
	}
}

func (c *recorder) file(number int, s *source) {
	c.source, c.number = s, number
	starts := [4]int{len(c.expressions), len(c.identifiers), len(c.embedded), len(c.instances)}
	ast.Inspect(s.syntax, c.node)
	expressions := c.expressions[starts[0]:]
	slices.SortStableFunc(expressions, func(a, b expression) int {
		switch {
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return 0
	})
	ends := [4]int{0, len(c.identifiers), len(c.embedded), len(c.instances)}
	ends[0] = starts[0] + len(slices.CompactFunc(expressions, func(a, b expression) bool {
		return a.key == b.key
	}))
	c.expressions = c.expressions[:ends[0]]
	slices.Sort(c.identifiers[starts[1]:])
	slices.Sort(c.embedded[starts[2]:])
	slices.Sort(c.instances[starts[3]:])
	c.files = append(c.files, c.texts.id(s.path))
	for i := range starts {
		c.files = append(c.files, uint32(starts[i]), uint32(ends[i]))
	}
}

func (c *recorder) offset(pos token.Pos) uint64 {
	return uint64(int(pos) - c.source.file.Base())
}

// node records one node of the syntax; parents come before their children.
func (c *recorder) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Ident:
		c.identifier(n)
	case *ast.FuncDecl:
		c.mark(n.Recv, scopeReceiver)
	case *ast.FuncType:
		c.mark(n.Params, scopeParameter)
		c.mark(n.Results, scopeResult)
	case *ast.TypeSwitchStmt:
		c.typeSwitch(n)
	case *ast.SelectorExpr:
		c.selector(n)
	case *ast.BinaryExpr:
		c.concatenation(n)
	}
	if expr, ok := n.(ast.Expr); ok {
		c.expression(expr)
	}
	return true
}

// mark notes what kind of variables the names in a list of parameters are.
func (c *recorder) mark(list *ast.FieldList, scope uint32) {
	if list == nil {
		return
	}
	for _, field := range list.List {
		for _, name := range field.Names {
			if object := c.unit.info.Defs[name]; object != nil {
				c.objects.scopes[object] = scope
			}
		}
	}
}

// typeSwitch makes one variable of x in `switch x := v.(type)`: for go/types, x is another one
// in each clause, and none where it is declared.
func (c *recorder) typeSwitch(n *ast.TypeSwitchStmt) {
	assign, ok := n.Assign.(*ast.AssignStmt)
	if !ok || len(assign.Lhs) != 1 || len(assign.Rhs) != 1 {
		return
	}
	name, ok := assign.Lhs[0].(*ast.Ident)
	guard, guarded := unparen(assign.Rhs[0]).(*ast.TypeAssertExpr)
	if !ok || !guarded {
		return
	}
	of := c.unit.info.Types[guard.X].Type
	if of == nil {
		of = types.Typ[types.Invalid]
	}
	symbol := types.NewVar(name.Pos(), c.unit.pkg, name.Name, of)
	id := c.objects.id(symbol)
	c.add(name, id)
	for _, clause := range n.Body.List {
		if object := c.unit.info.Implicits[clause]; object != nil {
			c.objects.seen[object] = id
		}
	}
}

func (c *recorder) identifier(n *ast.Ident) {
	info := c.unit.info
	defined, used := info.Defs[n], info.Uses[n]
	if used != nil {
		id := c.objects.id(used)
		c.objects.uses[id] = append(c.objects.uses[id], uint64(c.number)<<32|c.offset(n.Pos()))
		if defined == nil {
			c.add(n, id)
		}
	}
	if defined != nil {
		c.add(n, c.objects.id(defined))
	}
	if instance, ok := info.Instances[n]; ok {
		c.instance(n, instance)
	} else if used != nil && isInstantiated(used) {
		c.typed(n, used.Type())
	}
}

// isInstantiated tells the field or method of an instance from that of its generic type.
func isInstantiated(object types.Object) bool {
	switch object := object.(type) {
	case *types.Var:
		return object.Origin() != object
	case *types.Func:
		return object.Origin() != object
	}
	return false
}

// typed records the type of an identifier that is no expression of its own, as in `x.f`: its
// object has one row with the generic type.
func (c *recorder) typed(n *ast.Ident, of types.Type) {
	if _, known := c.unit.info.Types[n]; known {
		return
	}
	if id := c.types.id(of); id != 0 {
		c.expressions = append(c.expressions, expression{c.span(n), uint64(id)})
	}
}

func (c *recorder) add(n *ast.Ident, id uint32) {
	c.identifiers = append(c.identifiers, c.offset(n.Pos())<<32|uint64(id))
}

func (c *recorder) instance(n *ast.Ident, instance types.Instance) {
	list := make([]uint32, 0, 4)
	for i := 0; i < instance.TypeArgs.Len(); i++ {
		list = append(list, c.types.id(instance.TypeArgs.At(i)))
	}
	c.instances = append(c.instances, c.offset(n.Pos())<<32|c.list(list))
	c.typed(n, instance.Type)
}

func (c *recorder) list(words []uint32) uint64 {
	at := len(c.lists)
	c.lists = append(append(c.lists, uint32(len(words))), words...)
	return uint64(at)
}

// selector records the embedded fields that a selection goes through without naming them.
func (c *recorder) selector(n *ast.SelectorExpr) {
	selection := c.unit.info.Selections[n]
	if selection == nil || len(selection.Index()) < 2 {
		return
	}
	index := selection.Index()
	list := make([]uint32, 0, len(index)-1)
	t := selection.Recv()
	for _, i := range index[:len(index)-1] {
		t = unalias(t)
		if pointer, ok := t.Underlying().(*types.Pointer); ok {
			t = pointer.Elem()
		}
		structure, ok := t.Underlying().(*types.Struct)
		if !ok {
			return
		}
		field := structure.Field(i)
		list = append(list, c.objects.id(field))
		t = field.Type()
	}
	c.embedded = append(c.embedded, c.offset(n.Sel.Pos())<<32|c.list(list))
}

// concatenation keeps the parts of a constant concatenation from being written down: each of
// its left operands is a constant too, and their length would grow with the square of theirs.
func (c *recorder) concatenation(n *ast.BinaryExpr) {
	value := c.unit.info.Types[n].Value
	if value != nil && value.Kind() == constant.String {
		c.silent[unparen(n.X)] = true
	}
}

func (c *recorder) expression(n ast.Expr) {
	tv, ok := c.unit.info.Types[n]
	if !ok || tv.Type == nil {
		return
	}
	id := c.types.id(tv.Type)
	if id == 0 && tv.Value == nil && !tv.IsBuiltin() {
		return
	}
	var value uint64
	if tv.Value != nil && tv.Value.Kind() != constant.Unknown && !c.silent[n] {
		value = uint64(c.texts.id(literal(tv.Value))) + 1
	}
	c.expressions = append(c.expressions, expression{
		c.span(n),
		value<<32 | uint64(mode(tv))<<28 | uint64(id),
	})
}

func mode(tv types.TypeAndValue) uint32 {
	switch {
	case tv.IsType():
		return modeType
	case tv.Value != nil:
		return modeConstant
	case tv.IsBuiltin():
		return modeBuiltin
	case tv.IsVoid():
		return modeNothing
	case tv.Addressable():
		return modeVariable
	case tv.Assignable():
		return modeMapElement
	}
	return modeValue
}

// literal writes a constant: strings without quotes, numbers exactly.
func literal(value constant.Value) string {
	if value.Kind() == constant.String {
		return constant.StringVal(value)
	}
	return value.ExactString()
}

func (c *recorder) span(n ast.Expr) uint64 {
	return c.offset(n.Pos())<<32 | c.offset(c.end(n))
}

// end returns the end of an expression as it is on disk. The scanner drops carriage returns
// from raw strings, so that before Go 1.26 such a literal seems shorter than it is.
func (c *recorder) end(n ast.Expr) token.Pos {
	if c.source.text == nil {
		return n.End()
	}
	switch n := n.(type) {
	case *ast.BinaryExpr:
		return c.end(n.Y)
	case *ast.UnaryExpr:
		return c.end(n.X)
	case *ast.BasicLit:
		return c.literalEnd(n)
	}
	return n.End()
}

func (c *recorder) literalEnd(n *ast.BasicLit) token.Pos {
	start := int(c.offset(n.Pos()))
	if n.Kind != token.STRING || c.source.text[start] != '`' {
		return n.End()
	}
	length := slices.Index(c.source.text[start+1:], '`')
	if length < 0 {
		return n.End()
	}
	return n.Pos() + token.Pos(length+2)
}

// unparen does what ast.Unparen does since Go 1.22.
func unparen(n ast.Expr) ast.Expr {
	for {
		inner, ok := n.(*ast.ParenExpr)
		if !ok {
			return n
		}
		n = inner.X
	}
}
