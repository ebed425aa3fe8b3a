-- When which model linked, and how many records became how many persons, says nothing about anybody: the warehouse may
-- read it, to choose the run that held at an instant. The schema `identity` itself stays closed.
create view ledger.linkage_run as
select run_id, model_version, started_at, finished_at, known_until, records, persons from identity.linkage_run;
grant select on ledger.linkage_run to pathways_ingest, pathways_build, pathways_publish;
