// Package lines moves its code to other files by directives.
package lines

var sink any

func Before(n int) { sink = n }

//line tmpl/page.qtpl:10
func Template(n int) { sink = &n }

//line tmpl/page.qtpl:20:5
func Column(n int) { sink = n }

//line :200
func Nameless(n int) { sink = n }

//line x.go:7
func Clash(n int) { sink = n }
