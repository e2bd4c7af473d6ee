// The oracle writes down what go/types knows of a list of packages: the type of every
// expression and the meaning of every identifier, by byte offset.
//
// It reads one request as JSON on standard input, writes one binary file per package and one
// line of JSON per package on standard output. It uses the standard library alone and must
// build with every Go from 1.21 on, because export data is only readable by the toolchain that
// wrote it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
)

// request is what the caller wants to know, and where the export data of dependencies lies.
type request struct {
	GOARCH   string            `json:"goarch"`
	GOROOT   string            `json:"goroot"`
	Output   string            `json:"output"`
	Exports  map[string]string `json:"exports"`
	Packages []*unit           `json:"packages"`
}

// answer is what became of one package. File is empty if nothing could be written.
type answer struct {
	ID      string   `json:"id"`
	File    string   `json:"file"`
	Errors  []string `json:"errors"`
	Failure string   `json:"failure"`
}

// run is the state that all packages share.
type run struct {
	request *request
	fset    *token.FileSet
	exports *exports
	units   map[string]*unit
	sizes   types.Sizes
	context *types.Context
	members sync.Map // *types.Package -> *memberIndex
	named   sync.Map // *types.Named -> *namedFacts
	parsed  sync.Map // *token.File -> struct{}
}

func main() {
	// The run is short and its live heap small: fewer collections save a third of the CPU time.
	// GOMEMLIMIT, set by the caller, still bounds the heap.
	debug.SetGCPercent(400)
	if err := answerRequest(); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func answerRequest() error {
	wanted := new(request)
	if err := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<16)).Decode(wanted); err != nil {
		return fmt.Errorf("unreadable request: %w", err)
	}
	r := &run{
		request: wanted,
		fset:    token.NewFileSet(),
		units:   make(map[string]*unit, len(wanted.Packages)),
		sizes:   types.SizesFor("gc", wanted.GOARCH),
		context: types.NewContext(),
	}
	if r.sizes == nil {
		return fmt.Errorf("unknown architecture %q", wanted.GOARCH)
	}
	for _, u := range wanted.Packages {
		r.units[u.ID] = u
	}
	r.exports = newExports(r.fset, wanted.Exports)
	r.cutCycles()
	answers := r.start()
	out := json.NewEncoder(os.Stdout)
	for a := range answers {
		if err := out.Encode(a); err != nil {
			return err
		}
	}
	return nil
}

// start works on all packages. Parsing runs ahead while the export data are loaded: from then
// on nobody writes to an imported package, so the packages can be checked side by side.
func (r *run) start() <-chan answer {
	answers := make(chan answer)
	parsed := make(chan int, 48)
	go func() {
		for i, u := range r.request.Packages {
			if u.Report {
				r.parse(u)
				parsed <- i
			}
		}
		close(parsed)
	}()
	go func() {
		r.loadExports()
		var workers sync.WaitGroup
		for n := runtime.GOMAXPROCS(0); n > 0; n-- {
			workers.Add(1)
			go func() {
				defer workers.Done()
				for i := range parsed {
					answers <- r.answer(r.request.Packages[i], i)
				}
			}()
		}
		workers.Wait()
		close(answers)
	}()
	return answers
}

// loadExports reads the export data of everything that a package imports, one after another:
// the importer of go/types is not safe for concurrent use.
func (r *run) loadExports() {
	for _, u := range r.request.Packages {
		for _, id := range u.Imports {
			if !r.fromSource(id) {
				r.exports.load(id)
			}
		}
	}
}

// answer checks one package and writes its file. A panic is the failure of this package alone.
func (r *run) answer(u *unit, number int) (a answer) {
	a.ID = u.ID
	defer func() {
		if cause := recover(); cause != nil {
			a.File, a.Failure = "", fmt.Sprintf("panic: %v", cause)
		}
		u.forget()
	}()
	r.check(u)
	a.Errors, a.Failure = u.errors, u.failure
	if u.failure != "" {
		return a
	}
	file := filepath.Join(r.request.Output, strconv.Itoa(number)+".types")
	if err := os.WriteFile(file, record(r, u), 0o666); err != nil {
		a.Failure = err.Error()
		return a
	}
	a.File = file
	return a
}
