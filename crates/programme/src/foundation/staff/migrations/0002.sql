create table staff_position (
  id text primary key, reference text not null unique, reference_folded text not null, name text not null, name_folded text not null,
  title text references staff_title (id), version bigint not null, recorded bigint not null
);
create index staff_position_reference on staff_position (reference_folded, id);
create index staff_position_name on staff_position (name_folded, id);
create index staff_position_title on staff_position (title, reference_folded);
-- Who holds a position, from a day to the first day no longer; never two on one day.
create table staff_holding (
  position text not null references staff_position (id), person text not null references staff_person (id),
  from_day text not null, to_day text, recorded bigint not null, primary key (position, from_day)
);
create unique index staff_holding_open on staff_holding (position) where to_day is null;
create index staff_holding_person on staff_holding (person, from_day);
