-- Which system said what is known of a product; empty when nobody has said.
alter table products_product add column source text not null default '';
