"""How often code runs: never again, rarely, in a loop, for each request."""
