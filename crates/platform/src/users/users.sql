create table users_user (
  id text primary key, login text not null, login_folded text not null unique, name text not null, person text,
  password text, created bigint not null, closed bigint, version bigint not null
);
create index users_user_person on users_user (person);
create table users_role (user_id text not null references users_user (id), role text not null, granted bigint not null, granted_by text not null, primary key (user_id, role));
create table users_session (
  id text primary key, token_digest text not null unique, user_id text not null references users_user (id),
  device text not null, address text not null, started bigint not null, seen bigint not null, ended bigint
);
create index users_session_user on users_session (user_id, ended);
create table users_attempt (login_folded text not null, address text not null, at bigint not null);
create index users_attempt_login on users_attempt (login_folded, at);
create index users_attempt_address on users_attempt (address, at);
create table users_link (token_digest text primary key, user_id text, purpose text not null, made bigint not null, expires bigint not null, used bigint);
