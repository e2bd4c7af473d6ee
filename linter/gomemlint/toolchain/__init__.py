"""Run `go` and `git`, and turn what they print into facts."""
