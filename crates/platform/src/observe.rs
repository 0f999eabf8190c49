//! What operators watch: counters and durations in the Prometheus format, and structured logs.

use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// The labels of a request: the route as declared, never the path that was asked for, which may hold ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    route: String,
    status: u16,
}

/// The labels of a job that ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfJob {
    kind: String,
    state: String,
}

/// The metrics of a node.
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram, fn() -> Histogram>,
    jobs: Family<OfJob, Counter>,
    job_seconds: Family<OfJob, Histogram, fn() -> Histogram>,
}

fn buckets() -> Histogram {
    Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])
}

fn long_buckets() -> Histogram {
    Histogram::new([0.1, 1.0, 10.0, 60.0, 300.0, 1_800.0, 7_200.0])
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("mainstay");
        let requests = Family::default();
        let seconds = Family::<Labels, Histogram, fn() -> Histogram>::new_with_constructor(buckets);
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_seconds", "Time from request to answer", seconds.clone());
        let jobs = Family::default();
        let job_seconds = Family::<OfJob, Histogram, fn() -> Histogram>::new_with_constructor(long_buckets);
        registry.register("jobs", "Jobs that ended on this node", jobs.clone());
        registry.register("job_seconds", "Time from the beginning of a job to its end", job_seconds.clone());
        Self {
            registry,
            requests,
            seconds,
            jobs,
            job_seconds,
        }
    }
}

impl Metrics {
    pub(crate) fn answered(&self, route: &str, status: u16, took: std::time::Duration) {
        let labels = Labels {
            route: route.to_owned(),
            status,
        };
        self.requests.get_or_create(&labels).inc();
        self.seconds.get_or_create(&labels).observe(took.as_secs_f64());
    }

    pub(crate) fn job_ended(&self, kind: &str, state: &str, took: std::time::Duration) {
        let labels = OfJob {
            kind: kind.to_owned(),
            state: state.to_owned(),
        };
        self.jobs.get_or_create(&labels).inc();
        self.job_seconds.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// All metrics as text.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a string cannot fail");
        text
    }
}

/// Starts the log: text for people or JSON for machines, to standard error.
///
/// # Errors
/// A refusal when the filter cannot be read.
pub fn start_log(config: &crate::config::Config) -> crate::Result<()> {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_new(&config.log_level)
        .map_err(|e| crate::Error::refused("config.value", format!("`log.level` is `{}`: {e}.", config.log_level)))?;
    // Where nobody reads the log any more, the subscriber's own complaint about that would be a panic.
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    if config.log_json {
        log.json().init()
    } else {
        log.init()
    }
    Ok(())
}
