module gomemlint.canary

go 1.21
