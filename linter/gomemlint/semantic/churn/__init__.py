"""Memory that is made anew where it could be used again."""
