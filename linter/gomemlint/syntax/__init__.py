"""Go syntax with tree-sitter: parse, query, positions, directives."""
