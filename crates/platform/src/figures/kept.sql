-- What figures came to: a row for each span of days in which a figure had one value for its subject.
create table figures_kept (
  figure text not null, subject text not null, first_day text not null, last_day text not null, value text not null,
  primary key (figure, subject, first_day)
);
