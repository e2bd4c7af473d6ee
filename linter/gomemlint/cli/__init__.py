"""Arguments to calls, results to exit codes."""
