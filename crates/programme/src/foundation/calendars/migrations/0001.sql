-- An empty subdivision means the whole country.
create table calendars_holiday (
  country text not null, subdivision text not null, day text not null, name text not null, recorded bigint not null,
  primary key (country, subdivision, day, name)
);
