"""Copies and conversions: GML2xx."""
