create table staff_title (id text primary key, word text not null unique, name text not null);
create table staff_person (
  id text primary key, reference text not null unique, reference_folded text not null, name text not null, name_folded text not null,
  email text, title text references staff_title (id), hired text, left_on text, version bigint not null, recorded bigint not null
);
create index staff_person_name on staff_person (name_folded, id);
create index staff_person_reference on staff_person (reference_folded, id);
create index staff_person_title on staff_person (title, name_folded);
-- Who reports to whom, from a day to the first day no longer; at most one without an end for each person.
create table staff_report (
  person text not null references staff_person (id), manager text not null references staff_person (id),
  from_day text not null, to_day text, recorded bigint not null, primary key (person, from_day)
);
create index staff_report_manager on staff_report (manager, from_day);
create table staff_assignment (
  id text primary key, account text not null, person text not null references staff_person (id), role text not null, share text not null,
  from_day text not null, to_day text, version bigint not null, recorded bigint not null
);
create index staff_assignment_account on staff_assignment (account, role, from_day);
create index staff_assignment_person on staff_assignment (person, from_day);
-- Whoever changes reports or splits takes this row first, so that two changes at once cannot break a rule between them.
create table staff_turn (id bigint primary key, number bigint not null);
insert into staff_turn (id, number) values (1, 0);
