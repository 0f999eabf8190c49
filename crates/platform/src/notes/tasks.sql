-- Tasks on records: a sentence, whose it is, until when. `note` is the note it was made of, if it was.
create table notes_task (
  id text primary key, kind text not null, about text not null, note text, words text not null, owner text not null, due text,
  author text not null, written bigint not null, done bigint, done_by text, deleted bigint, version bigint not null
);
create index notes_task_about on notes_task (kind, about, id);
create index notes_task_owner on notes_task (owner, id);
create index notes_task_author on notes_task (author, id);
create index notes_task_deleted on notes_task (deleted);
