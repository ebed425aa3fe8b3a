"""What may leave: candidates, gates and immutable releases."""
