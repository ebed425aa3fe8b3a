"""What the pages ask of a release: each function takes a snapshot and gives the rows that one view shows."""
