"""Who takes part in apprenticeships and supported internships, worked out from a release's protected counts.

The equality review's files and the page are made of these same tables, so that they show the same numbers.
"""
