-- Who comes and goes soon stands at home.
create index staff_person_hired on staff_person (hired);
create index staff_person_left on staff_person (left_on);
