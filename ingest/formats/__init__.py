"""How each kind of file is read: pure functions from bytes to frames of text."""
