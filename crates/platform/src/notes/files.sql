-- Files on records, as evidence. What they hold lies in the folder of facts, under its digest.
create table notes_file (
  id text primary key, kind text not null, about text not null, name text not null, ending text not null, bytes bigint not null,
  digest text not null, author text not null, written bigint not null, deleted bigint, version bigint not null
);
create index notes_file_about on notes_file (kind, about, id);
create index notes_file_digest on notes_file (digest);
create index notes_file_deleted on notes_file (deleted);
