package main

import (
	"encoding/binary"
	"hash/crc32"
)

// magic opens every file and names the version of the format; the reader has the same.
const magic = "gmltype1"

// stringTable gives each string one number. Number 0 is the empty string.
type stringTable struct {
	ids  map[string]uint32
	text []byte
	ends []uint32
}

func newStringTable() *stringTable {
	t := &stringTable{ids: make(map[string]uint32)}
	t.id("")
	return t
}

func (t *stringTable) id(s string) uint32 {
	if id, ok := t.ids[s]; ok {
		return id
	}
	id := uint32(len(t.ends))
	t.ids[s] = id
	t.text = append(t.text, s...)
	t.ends = append(t.ends, uint32(len(t.text)))
	return id
}

// bytes lays out the file: the magic, its length, the checksum of what follows, then for each
// section its offset and length in bytes, then the sections, each at a multiple of eight. All
// numbers are little-endian.
func (c *recorder) bytes() []byte {
	about := []uint32{c.texts.id(c.unit.Path), c.texts.id(c.unit.pkg.Name())}
	keys, values := make([]uint64, len(c.expressions)), make([]uint64, len(c.expressions))
	for i, e := range c.expressions {
		keys[i], values[i] = e.key, e.value
	}
	rows, words := c.typeRows()
	starts, uses := c.objects.useIndex()
	sections := [][]byte{
		words32(about),
		words32(c.texts.ends),
		c.texts.text,
		words64(rows),
		words32(words),
		words32(c.objects.words),
		words64(c.objects.index()),
		words32(starts),
		words64(uses),
		words32(c.files),
		words64(keys),
		words64(values),
		words64(c.identifiers),
		words64(c.embedded),
		words64(c.instances),
		words32(c.lists),
		words32(c.declarations),
	}
	return assemble(sections)
}

func (c *recorder) typeRows() (rows []uint64, words []uint32) {
	for _, r := range c.types.rows {
		rows = append(rows, uint64(len(words))<<32|uint64(r.flags<<8|r.kind))
		words = append(words, r.words...)
	}
	return rows, words
}

// prefix is the length of what stands before the checked part of a file.
const prefix = len(magic) + 16

func assemble(sections [][]byte) []byte {
	length := prefix + 16*len(sections)
	header := make([]uint64, 0, 2*len(sections))
	for _, section := range sections {
		header = append(header, uint64(length), uint64(len(section)))
		length += (len(section) + 7) &^ 7
	}
	file := append(make([]byte, prefix, length), words64(header)...)
	for _, section := range sections {
		file = append(file, section...)
		for len(file)%8 != 0 {
			file = append(file, 0)
		}
	}
	copy(file, magic)
	binary.LittleEndian.PutUint64(file[8:], uint64(length))
	binary.LittleEndian.PutUint64(file[16:], uint64(crc32.ChecksumIEEE(file[prefix:])))
	return file
}

func words32(words []uint32) []byte {
	section := make([]byte, 0, 4*len(words))
	for _, word := range words {
		section = binary.LittleEndian.AppendUint32(section, word)
	}
	return section
}

func words64(words []uint64) []byte {
	section := make([]byte, 0, 8*len(words))
	for _, word := range words {
		section = binary.LittleEndian.AppendUint64(section, word)
	}
	return section
}
