"""What is suppressed, and whether each suppression says why and still suppresses something."""
