"""Read, check and scaffold rule files with LibCST."""
