"""Which findings are new."""
