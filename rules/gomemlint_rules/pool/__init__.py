"""sync.Pool: GML3xx."""
