"""How long memory lives, and how containers change while they do."""
