create table api_answer (
  user_id text not null, key_digest text not null, request_digest text not null, answer text, at bigint not null,
  primary key (user_id, key_digest)
);
create index api_answer_at on api_answer (at);
