"""What earlier runs leave for later ones; no finding ever depends on it."""
