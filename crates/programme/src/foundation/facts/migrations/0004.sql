alter table facts_batch add column retired bigint;
create index facts_batch_retired on facts_batch (retired, recorded, id);
