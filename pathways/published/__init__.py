"""What is published: each table's columns, key, references and indexes. The page and the release files rely on these.

A published table has the columns of its mart. Those named here are promised, with one type whatever the engine; a mart
may carry more, which are published too.

A table is declared once, in the module of its subject and in `TABLES` there: then it is released, checked by the gates,
kept in the database and held by the page.
"""

from pathways.published import areas, dimensions, linked_figures, official_statistics, quality, review, sources

# In the order in which a manifest names their files.
PUBLISHED = (
    *official_statistics.TABLES,
    *areas.TABLES,
    *dimensions.TABLES,
    *sources.TABLES,
    *linked_figures.TABLES,
    *review.TABLES,
    *quality.TABLES,
)
