alter table facts_import add column put_together bigint;
update facts_import set put_together = 1 where summary like '%"put_together":%' and summary not like '%"put_together":null%';
create index facts_batch_import on facts_batch (import_id);
