module example.com/probe

go 1.21

require example.com/probe-lib v0.0.0

replace example.com/probe-lib => ../probe-lib
