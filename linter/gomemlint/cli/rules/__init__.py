"""What the subcommands of `gomemlint rule` do."""
