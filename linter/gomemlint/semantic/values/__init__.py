"""Where values come from and go, followed through functions and summed up for their callers."""
