-- Notes on records of any chapter, and their answers. `kind` and `about` name the record; `under` the note that an answer stands under.
create table notes_note (
  id text primary key, kind text not null, about text not null, under text, words text not null, private bigint not null,
  author text not null, written bigint not null, edited bigint, deleted bigint, version bigint not null
);
create index notes_note_about on notes_note (kind, about, id);
create index notes_note_under on notes_note (under, id);
create index notes_note_deleted on notes_note (deleted);
-- Who was told of a note because it names them.
create table notes_mention (note text not null, user_id text not null, primary key (note, user_id));
-- The folded words of notes that may be found by searching. A private note is found by its author alone.
create table notes_word (word text not null, note text not null, primary key (word, note));
create index notes_word_note on notes_word (note);
