create table facts_profile (
  id text primary key, name text not null, name_sort text not null unique, fingerprint text not null, profile text not null,
  by_user text, at bigint not null, version bigint not null
);
create index facts_profile_fingerprint on facts_profile (fingerprint, at);
