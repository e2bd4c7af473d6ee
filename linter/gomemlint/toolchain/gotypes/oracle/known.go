package main

import (
	"go/types"
	"strings"
)

// known are the interfaces whose implementations every package wants to know, also where it
// does not import them. A method is compared by the spelling of its signature with full import
// paths, so the interface itself is not needed.
var known = []struct {
	name    string
	methods []string
}{
	{"error", []string{"Error() (string)"}},
	{"fmt.Stringer", []string{"String() (string)"}},
	{"fmt.GoStringer", []string{"GoString() (string)"}},
	{"fmt.Formatter", []string{"Format(fmt.State, int32) ()"}},
	{"fmt.State", []string{
		"Write([]uint8) (int, error)", "Width() (int, bool)", "Precision() (int, bool)",
		"Flag(int) (bool)",
	}},
	{"io.Reader", []string{"Read([]uint8) (int, error)"}},
	{"io.Writer", []string{"Write([]uint8) (int, error)"}},
	{"io.Closer", []string{"Close() (error)"}},
	{"io.Seeker", []string{"Seek(int64, int) (int64, error)"}},
	{"io.ReadCloser", []string{"Read([]uint8) (int, error)", "Close() (error)"}},
	{"io.WriteCloser", []string{"Write([]uint8) (int, error)", "Close() (error)"}},
	{"io.ReadWriter", []string{"Read([]uint8) (int, error)", "Write([]uint8) (int, error)"}},
	{"io.ReaderAt", []string{"ReadAt([]uint8, int64) (int, error)"}},
	{"io.WriterAt", []string{"WriteAt([]uint8, int64) (int, error)"}},
	{"io.ByteReader", []string{"ReadByte() (uint8, error)"}},
	{"io.ByteWriter", []string{"WriteByte(uint8) (error)"}},
	{"io.RuneReader", []string{"ReadRune() (int32, int, error)"}},
	{"io.StringWriter", []string{"WriteString(string) (int, error)"}},
	{"io.WriterTo", []string{"WriteTo(io.Writer) (int64, error)"}},
	{"io.ReaderFrom", []string{"ReadFrom(io.Reader) (int64, error)"}},
	{"sync.Locker", []string{"Lock() ()", "Unlock() ()"}},
	{"sort.Interface", []string{"Len() (int)", "Less(int, int) (bool)", "Swap(int, int) ()"}},
	{"heap.Interface", []string{
		"Len() (int)", "Less(int, int) (bool)", "Swap(int, int) ()", "Push(any) ()", "Pop() (any)",
	}},
	{"hash.Hash", []string{
		"Write([]uint8) (int, error)", "Sum([]uint8) ([]uint8)", "Reset() ()", "Size() (int)",
		"BlockSize() (int)",
	}},
	{"net.Conn", []string{
		"Read([]uint8) (int, error)", "Write([]uint8) (int, error)", "Close() (error)",
		"LocalAddr() (net.Addr)", "RemoteAddr() (net.Addr)", "SetDeadline(time.Time) (error)",
		"SetReadDeadline(time.Time) (error)", "SetWriteDeadline(time.Time) (error)",
	}},
	{"http.Handler", []string{"ServeHTTP(net/http.ResponseWriter, *net/http.Request) ()"}},
	{"http.ResponseWriter", []string{
		"Header() (net/http.Header)", "Write([]uint8) (int, error)", "WriteHeader(int) ()",
	}},
	{"context.Context", []string{
		"Deadline() (time.Time, bool)", "Done() (<-chan struct{})", "Err() (error)",
		"Value(any) (any)",
	}},
	{"encoding.TextMarshaler", []string{"MarshalText() ([]uint8, error)"}},
	{"encoding.TextUnmarshaler", []string{"UnmarshalText([]uint8) (error)"}},
	{"encoding.TextAppender", []string{"AppendText([]uint8) ([]uint8, error)"}},
	{"encoding.BinaryMarshaler", []string{"MarshalBinary() ([]uint8, error)"}},
	{"encoding.BinaryUnmarshaler", []string{"UnmarshalBinary([]uint8) (error)"}},
	{"encoding.BinaryAppender", []string{"AppendBinary([]uint8) ([]uint8, error)"}},
	{"json.Marshaler", []string{"MarshalJSON() ([]uint8, error)"}},
	{"json.Unmarshaler", []string{"UnmarshalJSON([]uint8) (error)"}},
	{"flag.Value", []string{"String() (string)", "Set(string) (error)"}},
}

// knownMethods are the names of all methods of known interfaces.
var knownMethods = func() map[string]bool {
	names := make(map[string]bool)
	for _, table := range known {
		for _, method := range table.methods {
			names[method[:strings.IndexByte(method, '(')]] = true
		}
	}
	return names
}()

// methodTable collects a method set: all names, and the spelling of methods that may be known.
type methodTable struct {
	names    []string
	spelling map[string]bool
}

func (m *methodTable) add(f *types.Func) {
	name := f.Name()
	m.names = append(m.names, name)
	if !knownMethods[name] {
		return
	}
	if m.spelling == nil {
		m.spelling = make(map[string]bool)
	}
	m.spelling[name+spellSignature(f.Type().(*types.Signature))] = true
}

// implements lists the known interfaces whose methods are all in the table.
func (m *methodTable) implements() []string {
	if m.spelling == nil {
		return nil
	}
	var names []string
	for _, table := range known {
		if m.hasAll(table.methods) {
			names = append(names, table.name)
		}
	}
	return names
}

func (m *methodTable) hasAll(methods []string) bool {
	for _, method := range methods {
		if !m.spelling[method] {
			return false
		}
	}
	return true
}

func spellSignature(s *types.Signature) string {
	if s.Variadic() || s.TypeParams().Len() > 0 {
		return "?"
	}
	return "(" + spellTuple(s.Params()) + ") (" + spellTuple(s.Results()) + ")"
}

func spellTuple(t *types.Tuple) string {
	parts := make([]string, t.Len())
	for i := range parts {
		parts[i] = spell(t.At(i).Type())
	}
	return strings.Join(parts, ", ")
}

// spell writes the types that occur in known interfaces in one way only: `byte` is `uint8`.
func spell(t types.Type) string {
	switch t := unalias(t).(type) {
	case *types.Basic:
		if int(t.Kind()) < len(types.Typ) {
			return types.Typ[t.Kind()].Name()
		}
	case *types.Slice:
		return "[]" + spell(t.Elem())
	case *types.Pointer:
		return "*" + spell(t.Elem())
	case *types.Interface:
		if t.Empty() {
			return "any"
		}
	}
	return types.TypeString(unalias(t), (*types.Package).Path)
}
