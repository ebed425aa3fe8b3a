-- The identity zone's own schema: links between records and persons, and how good they are. Only its role enters.
create schema identity;
grant usage, create on schema identity to pathways_identity;

-- A model is trained once and kept; the one in use is a decision.
create table identity.linkage_model (
    model_version text primary key,
    trained_at timestamptz not null default clock_timestamp(),
    in_use_since timestamptz not null default clock_timestamp() -- the latest is in use
);

-- A run that finished: its files are whole. The latest is the one that holds.
create table identity.linkage_run (
    run_id text primary key,
    model_version text not null references identity.linkage_model,
    started_at timestamptz not null,
    finished_at timestamptz not null default clock_timestamp(),
    known_until timestamptz not null, -- every extract known by then took part
    records bigint not null,
    persons bigint not null
);
grant select, insert, update on identity.linkage_model, identity.linkage_run to pathways_identity;
