-- A pair is written FROM-TO: how many of TO one of FROM is. The rate keeps the digits of its source.
create table currencies_rate (
  pair text not null, rate_table text not null, day text not null, rate text not null, recorded bigint not null,
  primary key (pair, rate_table, day)
);
-- What a rate was before its source corrected it, so that a past result can be explained.
create table currencies_former (
  pair text not null, rate_table text not null, day text not null, rate text not null, recorded bigint not null, superseded bigint not null,
  primary key (pair, rate_table, day, superseded)
);
-- One row for each pair of a table, so that the list need not look through all days.
create table currencies_pair (
  pair text not null, rate_table text not null, first_day text not null, last_day text not null, rate text not null, days bigint not null,
  primary key (pair, rate_table)
);
create index currencies_pair_table on currencies_pair (rate_table, pair);
create index currencies_pair_last on currencies_pair (last_day, pair, rate_table);
-- Whoever imports rates takes this row first, so that two imports at once do not keep one day twice.
create table currencies_turn (id bigint primary key, number bigint not null);
insert into currencies_turn (id, number) values (1, 0);
