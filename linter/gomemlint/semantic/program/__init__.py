"""What a Go program is: its files, functions, calls, variables and access paths."""
