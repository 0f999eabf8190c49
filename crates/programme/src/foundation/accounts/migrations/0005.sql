-- A contact is one record, whether their account is known or not: it has an id of its own, so that it has a page. Those that are known
-- already get theirs by counting. An empty text means that nobody has said it.
create table accounts_person (
  id text primary key, reference text not null unique, account text references accounts_account (id), left_out bigint not null,
  name text not null, name_folded text not null, title text not null, email text not null, phone text not null,
  company text not null, company_folded text not null, version bigint not null, recorded bigint not null
);
insert into accounts_person (id, reference, account, left_out, name, name_folded, title, email, phone, company, company_folded, version, recorded)
select '00000000-0000-7000-8000-' || substr('000000000000' || cast(n.place as text), length(cast(n.place as text)) + 1),
  n.reference, n.account, n.left_out, n.name, n.name_folded, n.title, n.email, n.phone, n.company, n.company_folded, 1, n.recorded
from (
  select row_number() over (order by c.reference) as place, c.* from (
    select reference, account, 0 as left_out, name, name_folded, title, email, phone, '' as company, '' as company_folded, recorded
    from accounts_contact
    union all
    select reference, null, left_out, name, name_folded, title, email, phone, company, company_folded, recorded from accounts_unplaced
  ) c
) n;
drop table accounts_contact;
drop table accounts_unplaced;
alter table accounts_person rename to accounts_contact;
create index accounts_contact_account on accounts_contact (account, name_folded, reference);
create index accounts_contact_name on accounts_contact (name_folded, reference);
create index accounts_contact_email on accounts_contact (email, reference);
create index accounts_contact_unplaced on accounts_contact (left_out, company_folded, name_folded, reference) where account is null;
