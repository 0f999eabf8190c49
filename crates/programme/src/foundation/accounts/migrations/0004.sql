-- Contacts are found by name and by address among all of them.
create index accounts_contact_name on accounts_contact (name_folded, reference);
create index accounts_contact_email on accounts_contact (email, reference);
