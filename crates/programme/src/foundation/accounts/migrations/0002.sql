-- People at accounts. An empty text means that nobody has said it.
create table accounts_contact (
  reference text primary key, account text not null references accounts_account (id), name text not null, name_folded text not null,
  title text not null, email text not null, phone text not null, recorded bigint not null
);
create index accounts_contact_account on accounts_contact (account, name_folded, reference);
