-- One open alert for each code and subject; closed ones stay as history. What was said may name a person: it is never logged.
create table alerts_alert (
  id text primary key, code text not null, subject text not null, owner text, opened bigint not null, due text not null, closed bigint,
  hazard text not null, sentence text not null, act text not null, href text not null, figure text not null,
  stake_minor bigint, stake_currency text
);
create unique index alerts_alert_open on alerts_alert (code, subject) where closed is null;
create index alerts_alert_owner on alerts_alert (owner, closed);
-- Who sees an alert without owning it.
create table alerts_informed (alert text not null references alerts_alert (id), person text not null, primary key (alert, person));
create index alerts_informed_person on alerts_informed (person, alert);
-- Whoever evaluates takes this row first, so that two evaluations at once raise one alert. It knows the day of the last whole one.
create table alerts_turn (id bigint primary key, evaluated text);
insert into alerts_turn (id, evaluated) values (1, null);
