"""The sixteen indicators as the questions that a minister's office asks."""

# Numbers of the indicators under each question, in the order that they are read.
QUESTIONS = (
    ("Do they stay in learning or work?", (1, 2, 3, 4, 5)),
    ("Do internships and apprenticeships open a way in?", (6, 7, 8, 9)),
    ("Do they get work?", (10, 11, 12, 13)),
    ("Do they have homes and independence?", (14, 15, 16)),
)
