"""The rules that gomemlint ships."""
