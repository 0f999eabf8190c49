create table journal_head (id bigint primary key, number bigint not null, digest text not null);
insert into journal_head (id, number, digest) values (1, 0, '');
create table journal_entry (
  id text primary key, number bigint not null unique, at bigint not null, actor text not null, kind text not null,
  subject_kind text not null, subject text not null, body_digest text not null, digest text not null
);
create index journal_entry_subject on journal_entry (subject_kind, subject, number);
create table journal_body (
  entry text primary key references journal_entry (id), subject_kind text not null, subject text not null, salt text not null, body text not null
);
create index journal_body_subject on journal_body (subject_kind, subject);
