"""One file for each page: words and order, no SQL and no drawing. Dash imports them itself."""
