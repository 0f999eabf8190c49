-- The page of the record that a notice is about. Its name is asked for when the notice is read, with the rights that its reader has then.
alter table notifications_notice add column about text;
