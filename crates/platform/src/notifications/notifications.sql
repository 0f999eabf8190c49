-- What happened that concerns a user: a sentence of the catalogue with its values, and where to look. Never a private text.
create table notifications_notice (
  id text primary key, user_id text not null, kind text not null, sentence text not null, said text not null, href text not null,
  at bigint not null, read_at bigint
);
create index notifications_notice_unread on notifications_notice (user_id, read_at, id);
create index notifications_notice_user on notifications_notice (user_id, id);
create index notifications_notice_at on notifications_notice (at);
-- The kinds that a user does not want to be told of.
create table notifications_muted (user_id text not null, kind text not null, primary key (user_id, kind));
