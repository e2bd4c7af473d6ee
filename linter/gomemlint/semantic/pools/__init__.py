"""What is put into a `sync.Pool`, what comes out, and in which state."""
