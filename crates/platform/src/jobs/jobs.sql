-- Work that runs beside the requests. Whoever runs a job holds it by a lease; when the lease ends, the next process may take it.
create table jobs_job (
  id text primary key, kind text not null, payload text not null, asked_by text, subject text not null, href text not null, once text unique,
  state text not null, attempts bigint not null, holder text, lease_until bigint, ready bigint not null, cancel_asked bigint,
  done bigint not null, total bigint not null, step text not null, result text not null, reason text not null,
  asked bigint not null, begun bigint, ended bigint, version bigint not null
);
create index jobs_job_owner on jobs_job (asked_by, id);
create index jobs_job_state on jobs_job (state, id);
create index jobs_job_ready on jobs_job (state, ready);
create index jobs_job_lease on jobs_job (state, lease_until);
create index jobs_job_ended on jobs_job (ended);
