create table facts_import (
  id text primary key, state text not null, at bigint not null, by_user text, told text not null, summary text not null, expires bigint
);
create index facts_import_list on facts_import (state, at, id);
create table facts_reject (
  import_id text not null references facts_import (id), number bigint not null, place bigint not null, file text not null, line bigint not null,
  column_name text, value text not null, reason text not null, fix text not null, cells text not null, primary key (import_id, number)
);
create index facts_reject_place on facts_reject (import_id, place, number);
create table facts_batch (
  id text primary key, name text not null unique, sha256 text not null, fact_count bigint not null, bytes bigint not null,
  from_day text, to_day text, sources text not null, import_id text not null references facts_import (id), recorded bigint not null
);
create index facts_batch_recorded on facts_batch (recorded, id);
create table facts_batch_total (
  batch text not null references facts_batch (id), kind text not null, currency text not null,
  fact_count bigint not null, amount text not null, count_change bigint not null, amount_change text not null,
  primary key (batch, kind, currency)
);
create table facts_catalogue (id bigint primary key, version bigint not null);
insert into facts_catalogue (id, version) values (1, 0);
