alter table facts_import add column takes_back text references facts_import (id);
create unique index facts_import_takes_back on facts_import (takes_back);
