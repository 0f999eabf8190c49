-- An empty class or country means that nobody has said one: it sorts the same on both databases, which a null does not.
create table accounts_account (
  id text primary key, reference text not null unique, reference_folded text not null, name text not null, name_folded text not null,
  parent text references accounts_account (id), class text not null, country text not null, version bigint not null, recorded bigint not null
);
create index accounts_account_name on accounts_account (name_folded, id);
create index accounts_account_reference on accounts_account (reference_folded, id);
create index accounts_account_class on accounts_account (class, name_folded, id);
create index accounts_account_class_country on accounts_account (class, country, name_folded, id);
create index accounts_account_class_reference on accounts_account (class, reference_folded, id);
create index accounts_account_country on accounts_account (country, name_folded, id);
create index accounts_account_parent on accounts_account (parent, name_folded);
-- Whoever changes the tree takes this row first, so that two changes at once cannot close a circle between them.
create table accounts_turn (id bigint primary key, number bigint not null);
insert into accounts_turn (id, number) values (1, 0);
