-- A sender may take a file back without sending another. Its rows stay and were known until then; nothing built as known later uses them.
alter table ledger.extract
    add column withdrawn_at timestamptz,
    add column withdrawn_because text,
    add check ((withdrawn_at is null) = (withdrawn_because is null)),
    add check (withdrawn_at is null or outcome = 'accepted');
