"""What changed on the heap, for people and programs."""
