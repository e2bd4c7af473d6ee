"""What goes to the heap, for people and for programs."""
