"""Conversions and copies of strings, bytes and interfaces."""
