"""Findings and notices to text, JSON, SARIF and the formats of CI systems."""
