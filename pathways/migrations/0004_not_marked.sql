-- Few files say how final their figures are. What a file does not say is no longer put down as the publisher's word.
alter table ledger.extract_coverage drop constraint extract_coverage_revision_check;
alter table ledger.extract_coverage
    add constraint extract_coverage_revision_check check (revision in ('provisional', 'revised', 'not marked'));
