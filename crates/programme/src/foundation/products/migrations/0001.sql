-- An empty family means that nobody has said one: it sorts the same on both databases, which a null does not.
create table products_product (
  reference text primary key, reference_folded text not null, name text not null, name_folded text not null,
  family text not null, parent_family text not null, active bigint not null, recorded bigint not null
);
create index products_product_name on products_product (name_folded, reference);
create index products_product_folded on products_product (reference_folded, reference);
create index products_product_family on products_product (family, name_folded, reference);
create index products_product_family_reference on products_product (family, reference_folded, reference);
-- Whoever imports products takes this row first, so that two imports at once do not keep one product twice.
create table products_turn (id bigint primary key, number bigint not null);
insert into products_turn (id, number) values (1, 0);
