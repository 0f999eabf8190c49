-- How a user likes to work: keys without Ctrl or Cmd can be switched off.
alter table users_user add column keys_off bigint not null default 0;
