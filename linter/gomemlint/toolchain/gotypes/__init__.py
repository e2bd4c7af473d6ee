"""What Go's own type checker says about each package, by byte offset."""
