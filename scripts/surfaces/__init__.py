"""Feed our reports to the programs that read them, and look at what they make of them."""
