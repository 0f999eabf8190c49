create table coaching_session (
  id text primary key, coach text not null, co_coach text, coachee text not null, day text not null, minutes bigint not null,
  kind text not null, stage text not null, skill text, instance text not null, instance_key text not null, how text not null,
  how_key text not null, commitment text not null, due text, worded bigint, outcome text, outcome_by text, outcome_on text,
  level bigint, meeting text, source text, entry_seconds bigint, version bigint not null, recorded bigint not null
);
-- The list of sessions is counted, summed and put in order from these alone: each row of the table holds pages of text.
create index coaching_session_coachee on coaching_session (coachee, day, id, kind, minutes);
create index coaching_session_coach on coaching_session (coach, day, id, coachee, kind, minutes);
create index coaching_session_co_coach on coaching_session (co_coach, day, id, coachee, coach, kind, minutes) where co_coach is not null;
create index coaching_session_open_coachee on coaching_session (coachee, day, id, minutes) where outcome is null and commitment <> '';
create index coaching_session_open_coach on coaching_session (coach, day, id, coachee, minutes) where outcome is null and commitment <> '';
create index coaching_session_instance on coaching_session (coach, instance_key);
create index coaching_session_how on coaching_session (coach, how_key);
create index coaching_session_day on coaching_session (day, coach);
create unique index coaching_session_source on coaching_session (source);
-- What a coachee said of being coached. Nobody else reads a row: coaches read sums of at least five people.
create table coaching_rating (
  session text primary key references coaching_session (id), coach text not null, coachee text not null,
  value bigint not null, shown bigint, day text not null, recorded bigint not null
);
create index coaching_rating_coach on coaching_rating (coach, day);
create index coaching_rating_day on coaching_rating (day, coach);
create table coaching_plan (
  id text primary key, coach text not null, coachee text not null, started text not null, closed text, next_day text,
  version bigint not null, recorded bigint not null
);
create index coaching_plan_coachee on coaching_plan (coachee, started);
create table coaching_area (
  plan text not null references coaching_plan (id), place bigint not null, skill text not null, because text not null, target text not null,
  baseline text, baseline_because text, progress text, primary key (plan, place)
);
create table coaching_request (
  id text primary key, coach text not null, coachee text not null, about text not null, resource text, words text not null,
  day text not null, due text, reply text, answer text not null, answered text, version bigint not null, recorded bigint not null
);
create index coaching_request_coachee on coaching_request (coachee, day);
create index coaching_request_coach on coaching_request (coach, answered, due);
create table coaching_trigger (
  coachee text not null, place bigint not null, words text not null, recorded bigint not null, primary key (coachee, place)
);
create table coaching_link (
  id text primary key, coach text not null, coachee text not null, expert text not null, skill text not null, because text not null,
  day text not null, recorded bigint not null
);
create index coaching_link_coachee on coaching_link (coachee, day);
create table coaching_talk (
  id text primary key, coach text not null, coachee text not null, day text not null, words text not null, recorded bigint not null
);
create index coaching_talk_coachee on coaching_talk (coachee, day);
create table coaching_style (
  coachee text primary key, learns text not null, words text not null, topic text not null, version bigint not null, recorded bigint not null
);
create table coaching_appointment (
  id text primary key, coach text not null, coachee text not null, day text not null, starts text not null, minutes bigint not null,
  topic text not null, skill text, session text, cancelled bigint, version bigint not null, recorded bigint not null
);
create index coaching_appointment_coach on coaching_appointment (coach, day);
create index coaching_appointment_coachee on coaching_appointment (coachee, day);
-- The prepared questions of an appointment and what was answered.
create table coaching_question (
  appointment text not null references coaching_appointment (id), place bigint not null, words text not null, answer text not null,
  primary key (appointment, place)
);
create table coaching_programme (
  id text primary key, name text not null, weeks bigint not null, from_day text not null, to_day text, version bigint not null, recorded bigint not null
);
create table coaching_enrolment (
  programme text not null references coaching_programme (id), coach text not null, primary key (programme, coach)
);
create table coaching_excuse (
  coachee text not null, from_day text not null, to_day text not null, because text not null, recorded bigint not null,
  primary key (coachee, from_day)
);
-- The address under which a person's calendar is read; only its digest is kept.
create table coaching_feed (person text primary key, digest text not null unique, recorded bigint not null);
-- A form by which sessions are scored. It is never changed: another one takes its place.
create table coaching_form (id text primary key, name text not null, retired bigint, version bigint not null, recorded bigint not null);
create table coaching_form_question (
  form text not null references coaching_form (id), place bigint not null, kind text not null, words text not null, guide text not null,
  choices text not null, needed bigint not null, primary key (form, place)
);
create table coaching_score (
  id text primary key, session text not null references coaching_session (id), form text not null references coaching_form (id),
  scorer text not null, day text not null, version bigint not null, recorded bigint not null, unique (session, form, scorer)
);
create table coaching_score_answer (
  score text not null references coaching_score (id), place bigint not null, answer text not null, primary key (score, place)
);
