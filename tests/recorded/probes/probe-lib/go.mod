module example.com/probe-lib

go 1.21
