"""Heap escapes and contracts: GML4xx."""
