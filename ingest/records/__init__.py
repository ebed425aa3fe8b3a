"""Record-level extracts: rows about people, split at the door into what identifies them and what may go on."""
