-- The identity zone's own schema: links between records and persons, and how good they are. Only its role enters.
create schema identity;
grant usage, create on schema identity to pathways_identity;
