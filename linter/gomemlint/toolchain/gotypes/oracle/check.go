package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"strings"
	"sync"
)

// maxErrors bounds the type errors that are passed on; the rest only repeats them.
const maxErrors = 10

// unit is one package to check from source. Path is its import path without the test variant
// in brackets; Imports are the ids of what it imports, ImportMap says which id an import path
// in the source means where the two differ. Units without Report are read for others only.
type unit struct {
	ID        string            `json:"id"`
	Path      string            `json:"path"`
	Files     []string          `json:"files"`
	Imports   []string          `json:"imports"`
	ImportMap map[string]string `json:"import_map"`
	GoVersion string            `json:"go_version"`
	Report    bool              `json:"report"`

	parsing  sync.Once
	checking sync.Once
	cut      map[string]bool
	sources  []*source
	pkg      *types.Package
	info     *types.Info
	errors   []string
	failure  string
}

// source is one parsed file; text is kept only where positions need it.
type source struct {
	path   string
	file   *token.File
	syntax *ast.File
	text   []byte
}

// parse reads the files of the package. A syntax error is an error of the package; what could
// be parsed is checked all the same.
func (r *run) parse(u *unit) {
	u.parsing.Do(func() {
		for _, path := range u.Files {
			text, err := os.ReadFile(path)
			if err != nil {
				u.complain(err)
				continue
			}
			syntax, err := parser.ParseFile(r.fset, path, text, parser.SkipObjectResolution)
			if err != nil {
				u.complain(err)
			}
			if syntax == nil || !syntax.Package.IsValid() {
				continue
			}
			s := &source{path: path, file: r.fset.File(syntax.Package), syntax: syntax}
			if strings.IndexByte(string(text), '\r') >= 0 {
				s.text = text
			}
			r.parsed.Store(s.file, struct{}{})
			u.sources = append(u.sources, s)
		}
	})
}

func (u *unit) complain(err error) {
	if len(u.errors) < maxErrors {
		u.errors = append(u.errors, err.Error())
	}
}

// forget drops what is not needed once the package is written; the types stay for importers.
func (u *unit) forget() {
	u.sources, u.info = nil, nil
}

// check type-checks the package once, whoever asks first.
func (r *run) check(u *unit) {
	r.parse(u)
	u.checking.Do(func() {
		defer func() {
			if cause := recover(); cause != nil {
				u.failure = fmt.Sprintf("panic: %v", cause)
			}
		}()
		if len(u.sources) == 0 {
			u.failure = "no file could be parsed"
			return
		}
		u.info = &types.Info{
			Types:      make(map[ast.Expr]types.TypeAndValue),
			Defs:       make(map[*ast.Ident]types.Object),
			Uses:       make(map[*ast.Ident]types.Object),
			Implicits:  make(map[ast.Node]types.Object),
			Selections: make(map[*ast.SelectorExpr]*types.Selection),
			Instances:  make(map[*ast.Ident]types.Instance),
		}
		config := types.Config{
			Context:                  r.context,
			GoVersion:                u.GoVersion,
			FakeImportC:              true,
			Error:                    u.complain,
			Importer:                 &resolver{r, u},
			Sizes:                    r.sizes,
			DisableUnusedImportCheck: true,
		}
		files := make([]*ast.File, len(u.sources))
		for i, s := range u.sources {
			files[i] = s.syntax
		}
		// The error is the first of those that complain has seen.
		u.pkg, _ = config.Check(u.Path, r.fset, files, u.info)
	})
}
