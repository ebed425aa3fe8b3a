-- Schemas of the warehouse, the ledger of everything received, and what is published.
create schema ledger;
create schema raw;
create schema published;

create table ledger.arrival (
    arrival_id bigint generated always as identity primary key,
    file_name text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size_bytes bigint not null check (size_bytes >= 0),
    origin text not null check (origin in ('receive', 'inbox', 'pull', 'container', 'replay')),
    container_arrival_id bigint references ledger.arrival,
    landing_path text not null, -- relative to the landing folder
    manifest jsonb not null default '{}', -- what the sender said beside the file: synthetic, published_on
    received_at timestamptz not null default clock_timestamp(),
    state text not null default 'pending' check (state in ('pending', 'claimed', 'done')),
    claimed_by text,
    lease_expires_at timestamptz,
    attempts integer not null default 0,
    outcome text check (outcome in ('accepted', 'quarantined', 'duplicate', 'refused', 'not_recognised', 'container')),
    problem jsonb, -- what, why, fix
    finished_at timestamptz,
    check ((state = 'done') = (outcome is not null)),
    check ((state = 'claimed') = (lease_expires_at is not null))
);
create index arrival_work on ledger.arrival (arrival_id) where state <> 'done';
create index arrival_sha256 on ledger.arrival (sha256);

create table ledger.extract (
    extract_id text primary key,
    arrival_id bigint not null unique references ledger.arrival,
    dataset text not null,
    publisher text not null,
    contract_version integer not null,
    variant text not null,
    sha256 text not null,
    received_at timestamptz not null, -- when the bytes arrived: the later of two equals is the better
    known_at timestamptz not null default clock_timestamp(), -- when it was taken in: nothing built before can have used it
    supersedes text references ledger.extract,
    is_synthetic boolean not null,
    outcome text not null check (outcome in ('accepted', 'quarantined')),
    rows_received bigint not null check (rows_received >= 0),
    rows_accepted bigint not null check (rows_accepted >= 0),
    rows_quarantined bigint not null check (rows_quarantined >= 0),
    rows_duplicate bigint not null check (rows_duplicate >= 0),
    notes jsonb not null default '[]', -- such as extra columns, in words
    check (rows_received = rows_accepted + rows_quarantined + rows_duplicate),
    check ((outcome = 'quarantined') = (rows_accepted = 0))
);
create index extract_dataset on ledger.extract (dataset, received_at);
create index extract_sha256 on ledger.extract (sha256);

-- The same bytes again point to the extract that their first arrival made.
alter table ledger.arrival
    add column duplicate_of text references ledger.extract,
    add check ((outcome = 'duplicate') = (duplicate_of is not null) or outcome is null);

-- What an extract speaks of, and how final it is there: selects the best extract for each dataset and coverage.
create table ledger.extract_coverage (
    extract_id text not null references ledger.extract,
    coverage text not null,
    revision text not null check (revision in ('provisional', 'revised')),
    published_on date,
    rows_accepted bigint not null check (rows_accepted > 0),
    primary key (extract_id, coverage)
);

create table ledger.quarantine_reason (
    extract_id text not null references ledger.extract,
    rule text not null,
    reason text not null,
    rows_quarantined bigint not null check (rows_quarantined > 0), -- a row that breaks two rules counts under both
    primary key (extract_id, rule, reason)
);

create table ledger.release (
    release_id text primary key,
    created_at timestamptz not null default clock_timestamp(),
    as_known_on timestamptz not null,
    state text not null check (state in ('candidate', 'held', 'released', 'withdrawn')),
    state_changed_at timestamptz not null default clock_timestamp(),
    reasons jsonb not null default '[]', -- gates that failed, in words
    manifest jsonb not null
);

-- One row for each release that the page may show.
create table published.release (
    release_id text primary key,
    released_at timestamptz not null,
    as_known_on timestamptz not null,
    is_synthetic boolean not null,
    manifest jsonb not null
);

grant usage on schema ledger to pathways_ingest, pathways_build, pathways_publish;
grant select on all tables in schema ledger to pathways_build, pathways_publish;
grant select, insert, update on all tables in schema ledger to pathways_ingest;
grant insert, update on ledger.release to pathways_publish;
grant usage, create on schema raw to pathways_build;
grant usage, create on schema published to pathways_publish;
grant select, insert, update, delete on published.release to pathways_publish;
grant usage on schema published to pathways_dashboard;
grant select on published.release to pathways_dashboard;
