"""The contract between rules and engine, checked in the text of a rule file."""
