package main

import (
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"strings"
)

// exports are the packages that come from export data, loaded before any package is checked.
type exports struct {
	files  map[string]string
	loaded map[string]*types.Package
	failed map[string]error
	gc     types.Importer
}

func newExports(fset *token.FileSet, files map[string]string) *exports {
	e := &exports{
		files:  files,
		loaded: make(map[string]*types.Package),
		failed: make(map[string]error),
	}
	e.gc = importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		file, ok := files[path]
		if !ok {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(file)
	})
	return e
}

// load reads one package. Unreadable export data may panic: that fails its importers alone.
func (e *exports) load(id string) {
	if e.loaded[id] != nil || e.failed[id] != nil || id == "unsafe" || id == "C" {
		return
	}
	defer func() {
		if cause := recover(); cause != nil {
			e.failed[id] = fmt.Errorf("unreadable export data of %s: %v", id, cause)
		}
	}()
	pkg, err := e.gc.Import(id)
	if err != nil {
		e.failed[id] = err
		return
	}
	e.loaded[id] = pkg
}

// resolver finds the imports of one package.
type resolver struct {
	run  *run
	unit *unit
}

// Import returns the package that an import path in the source of the unit means.
func (i *resolver) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	id, mapped := i.unit.ImportMap[path]
	if !mapped {
		id = path
	}
	if i.run.fromSource(id) {
		return i.check(id)
	}
	if pkg := i.run.exports.loaded[id]; pkg != nil {
		return pkg, nil
	}
	if err := i.run.exports.failed[id]; err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("no export data of %s", id)
}

func (i *resolver) check(id string) (*types.Package, error) {
	if i.unit.cut[id] {
		return nil, fmt.Errorf("import cycle through %s", id)
	}
	u := i.run.units[id]
	i.run.check(u)
	if u.failure != "" {
		return nil, fmt.Errorf("%s: %s", id, u.failure)
	}
	return u.pkg, nil
}

// fromSource reports whether importers see the package as checked from source: the variant of
// a package that a test is compiled with, because its export data would define the package
// path a second time, and a package that has no export data because it does not compile.
func (r *run) fromSource(id string) bool {
	if r.units[id] == nil {
		return false
	}
	return strings.Contains(id, " [") || r.request.Exports[id] == ""
}

// cutCycles marks the imports that close a cycle: two packages would wait for each other.
func (r *run) cutCycles() {
	const active, done = 1, 2
	state := make(map[*unit]int)
	var visit func(u *unit)
	visit = func(u *unit) {
		state[u] = active
		for _, id := range u.Imports {
			if !r.fromSource(id) {
				continue
			}
			switch next := r.units[id]; state[next] {
			case active:
				if u.cut == nil {
					u.cut = make(map[string]bool)
				}
				u.cut[id] = true
			case done:
			default:
				visit(next)
			}
		}
		state[u] = done
	}
	for _, u := range r.request.Packages {
		if state[u] == 0 {
			visit(u)
		}
	}
}
