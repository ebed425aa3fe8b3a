"""Charts: rows in, a plotly figure as a plain dict out. No `go.Figure`: building one costs more than the page."""
