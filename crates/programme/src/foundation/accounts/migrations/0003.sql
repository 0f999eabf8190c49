-- Contacts of whom nobody knows the account yet, for a decision. An empty text means that nobody has said it.
create table accounts_unplaced (
  reference text primary key, name text not null, name_folded text not null, title text not null, email text not null, phone text not null,
  company text not null, company_folded text not null, left_out bigint not null, recorded bigint not null
);
create index accounts_unplaced_company on accounts_unplaced (left_out, company_folded, name_folded, reference);
