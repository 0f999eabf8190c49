-- A list as somebody likes to see it, under a name: its words, filter and order as they stand in the address. A deleted one stays for a
-- while, so that it can be brought back.
create table views_view (
  id text primary key, owner text not null, list text not null, name text not null, name_folded text not null, query text not null,
  shared_with text not null, deleted bigint, recorded bigint not null, version bigint not null
);
create index views_view_owner on views_view (owner, list, name_folded);
create index views_view_shared on views_view (list, shared_with, name_folded);
-- The view with which a list opens for a user.
create table views_opening (user_id text not null, list text not null, view text not null references views_view (id), primary key (user_id, list));
create index views_opening_view on views_opening (view);
