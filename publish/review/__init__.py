"""The equality review: every three years, who takes part in apprenticeships and supported internships, as files.

Education Committee, 2019, recommendation 30. Everything here is worked out from a release, that is from protected
counts; the tracker drafts the evidence and never the conclusion.
"""
