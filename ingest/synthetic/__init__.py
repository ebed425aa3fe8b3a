"""Made-up record-level extracts: what each department would send about people who do not exist.

No real record may be here, so every file says that it is synthetic (docs/record-formats.md), and the answers, who is
behind each record, lie beside the extracts in `truth/`.
"""
