-- Rows are only ever added: a value that was in force once can always be found again by its id.
create table policies_value (
  id text primary key, name text not null, value text not null, from_day text not null, recorded bigint not null,
  by_user text not null, because text not null
);
create index policies_value_name on policies_value (name, from_day, recorded);
-- Whoever sets a value takes this row first, so that of two who set one at once the second sees the first.
create table policies_turn (id bigint primary key, number bigint not null);
insert into policies_turn (id, number) values (1, 0);
