"""Load, select, run, suppress, parallelise."""
