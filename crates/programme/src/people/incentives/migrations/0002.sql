-- What people bring into plans when Mainstay begins. An empty plan or name means that none was said: it compares the same on both databases.
create table incentives_opening (
  id text primary key, person text not null, kind text not null, plan text not null, of_name text not null, day text not null,
  amount text not null, currency text not null, recorded bigint not null, superseded bigint
);
create index incentives_opening_person on incentives_opening (superseded, person, kind, plan, of_name);
