"""Records of four departments become persons: who is the same young person, how surely, and by what evidence.

Runs in the identity zone, in clear; what leaves is a record key, a person id and how they were joined. Pure: frames in,
frames out. Only `engine` and `artefact` touch a database or the disk. docs/linkage.md says how good it is.
"""
