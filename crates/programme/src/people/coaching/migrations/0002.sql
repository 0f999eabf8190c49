-- Who called an appointment off, and why: both of the two read it.
alter table coaching_appointment add column cancelled_by text;
alter table coaching_appointment add column because text;
-- When a programme was ended before its time, and the last day that had been planned until then.
alter table coaching_programme add column ended bigint;
alter table coaching_programme add column planned_to text;
