"""Which extracts are expected: one declared value for each."""
