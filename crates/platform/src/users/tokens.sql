create table users_token (
  id text primary key, token_digest text not null unique, user_id text not null references users_user (id), name text not null,
  scopes text not null, made bigint not null, expires bigint not null, used text, ended bigint
);
create index users_token_user on users_token (user_id, ended);
