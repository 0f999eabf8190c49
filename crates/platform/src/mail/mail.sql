-- The mail of one day to one user: begun before it is handed over, ended with what the mail server said. The digest belongs to the link
-- in it that ends the mails; of the address only a digest is kept, to know whether it is another one by now.
create table mail_letter (
  id text primary key, user_id text not null, day text not null, state text not null, address_digest text not null,
  leaving_digest text not null unique, reason text not null, begun bigint not null, ended bigint, unique (user_id, day)
);
create index mail_letter_day on mail_letter (day);
create index mail_letter_begun on mail_letter (begun);
-- Who wants no daily mail, and since when.
create table mail_declined (user_id text primary key, declined bigint not null);
