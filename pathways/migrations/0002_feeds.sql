-- What each pulled feed's source said last, so that an unchanged file is not fetched again.
create table ledger.feed_state (
    feed text primary key,
    seen jsonb not null default '{}', -- the connector's own memory: version, etag, last_modified
    sha256 text check (sha256 ~ '^[0-9a-f]{64}$'), -- of the last new file
    file_name text,
    pulled_at timestamptz, -- when the last new file came
    checked_at timestamptz not null default clock_timestamp(),
    outcome text not null check (outcome in ('new', 'unchanged', 'failed', 'skipped')),
    problem jsonb, -- what, why, fix
    check ((outcome in ('failed', 'skipped')) = (problem is not null)),
    check ((sha256 is null) = (file_name is null)),
    check ((sha256 is null) = (pulled_at is null))
);

grant select, insert, update on ledger.feed_state to pathways_ingest;
grant select on ledger.feed_state to pathways_build, pathways_publish;
