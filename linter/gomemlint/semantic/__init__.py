"""What Go code means: packages, objects, facts, flow, lifetimes."""
