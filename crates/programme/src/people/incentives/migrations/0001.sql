create table incentives_plan (
  id text primary key, name text not null, number bigint not null, digest text not null, source text not null,
  from_day text not null, to_day text, title text, currency text not null, state text not null,
  added bigint not null, added_by text not null, approved bigint, approved_by text, version bigint not null, unique (name, number)
);
create table incentives_period (
  plan text not null references incentives_plan (id), name text not null, label text not null, year_name text not null, year_label text not null,
  from_day text not null, to_day text not null, state text not null, run text, version bigint not null,
  approved bigint, approved_by text, closed bigint, closed_by text, primary key (plan, name)
);
create index incentives_period_day on incentives_period (from_day, plan);
create table incentives_quota (
  id text primary key, person text not null, measure text not null, from_day text not null, to_day text,
  amount text not null, currency text not null, recorded bigint not null, superseded bigint
);
create index incentives_quota_person on incentives_quota (superseded, person, measure, from_day);
create table incentives_rate (
  id text primary key, table_name text not null, person text not null, from_day text, to_day text,
  rate text not null, recorded bigint not null, superseded bigint
);
create index incentives_rate_person on incentives_rate (superseded, table_name, person, from_day);
create table incentives_run (
  id text primary key, plan text not null references incentives_plan (id), period text not null, number bigint not null,
  at bigint not null, by_user text not null, facts bigint not null, people bigint not null,
  inputs text not null, inputs_digest text not null, results_digest text not null, control text not null, unique (plan, period, number)
);
create index incentives_run_at on incentives_run (at);
create table incentives_run_batch (
  run text not null references incentives_run (id), place bigint not null, batch text not null, name text not null, sha256 text not null,
  recorded bigint not null, primary key (run, place)
);
create table incentives_line (
  run text not null references incentives_run (id), person text not null, component text not null, currency text not null,
  earned bigint, earned_before bigint, to_date bigint, target bigint, measure text, quota text, attainment text,
  unknown_because text, body text not null, primary key (run, person, component)
);
create index incentives_line_person on incentives_line (person, run)
