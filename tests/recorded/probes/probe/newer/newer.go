// Package newer has what only later releases compile.
package newer

var sink any
