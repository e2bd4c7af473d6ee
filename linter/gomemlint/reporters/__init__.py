"""Findings to text, JSON, SARIF, HTML and CI annotations."""
