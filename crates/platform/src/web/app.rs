//! What a running node is: its book, its database, its settings, and the viewers it met a moment ago.

use crate::access::Viewer;
use crate::api::{InFlight, Limits};
use crate::chapter::Book;
use crate::config::Config;
use crate::database::Database;
use crate::observe::Metrics;
use crate::users::tokens::{Scopes, TokenId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;
use vocabulary::{Instant, SessionId};

/// A shared node.
pub type AppRef = Arc<App>;

/// What every request may use.
pub struct App {
    /// The chapters, the access table and the texts.
    pub book: Book,
    /// The records.
    pub db: Database,
    /// The settings.
    pub config: Config,
    /// What operators watch.
    pub metrics: Metrics,
    /// How many requests programs may still send.
    pub(crate) limits: Limits,
    /// The writes of programs that this process is working on.
    pub(crate) in_flight: InFlight,
    viewers: Mutex<BTreeMap<String, Met>>,
    streams: Mutex<BTreeMap<String, usize>>,
    stopping: watch::Sender<bool>,
}

/// How somebody came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// By a session of a browser.
    Session(SessionId),
    /// By an access token, which narrows what they may do.
    Token(TokenId, Arc<Scopes>),
}

/// A signed-in viewer and how they came in.
#[derive(Clone)]
pub(crate) struct Met {
    pub(crate) viewer: Arc<Viewer>,
    pub(crate) came: Came,
    at: Instant,
    writes: u64,
}

/// A stream of events that is open.
pub(crate) struct OpenStream {
    app: AppRef,
    whose: String,
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let mut streams = self.app.streams.lock().expect("no holder of the streams panics");
        if let Some(open) = streams.get_mut(&self.whose) {
            *open -= 1;
            if *open == 0 {
                streams.remove(&self.whose);
            }
        }
    }
}

/// So many streams of events one user may have open on a node. A browser opens about six to a house.
const STREAMS_MAX: usize = 24;

/// How many seconds another node's change may stay unseen by a viewer's cached rights.
const REMEMBERED_SECONDS: i64 = 2;
/// Beyond so many remembered viewers the memory begins anew.
const REMEMBERED_MAX: usize = 10_000;

impl App {
    /// A node.
    #[must_use]
    pub fn new(book: Book, db: Database, config: Config) -> AppRef {
        Arc::new(Self {
            book,
            db,
            config,
            metrics: Metrics::default(),
            limits: Limits::default(),
            in_flight: InFlight::default(),
            viewers: Mutex::new(BTreeMap::new()),
            streams: Mutex::new(BTreeMap::new()),
            stopping: watch::Sender::new(false),
        })
    }

    /// Tells everything that goes on by itself to come to its end: streams of events, and the jobs.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Whether the node comes to its end; whoever waits for something else waits for this too.
    #[must_use]
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Opens one more stream of events for somebody, until the answer is dropped; none when they have so many open on this node.
    pub(crate) fn open_stream(self: &Arc<Self>, whose: &str) -> Option<OpenStream> {
        let mut streams = self.streams.lock().expect("no holder of the streams panics");
        let open = streams.entry(whose.to_owned()).or_default();
        if *open >= STREAMS_MAX {
            return None;
        }
        *open += 1;
        drop(streams);
        Some(OpenStream {
            app: self.clone(),
            whose: whose.to_owned(),
        })
    }

    /// The viewer of a session token met within the last seconds, if no write has happened on this node since.
    pub(crate) fn recall(&self, token_digest: &str) -> Option<Met> {
        let viewers = self.viewers.lock().expect("no holder of the memory panics");
        let met = viewers.get(token_digest)?;
        let fresh = met.writes == self.db.writes() && met.at.seconds_until(self.db.now()) <= REMEMBERED_SECONDS;
        fresh.then(|| met.clone())
    }

    /// Remembers a viewer for a few seconds. `writes` is the count of writes seen before their rights were read.
    pub(crate) fn remember(&self, token_digest: String, viewer: Viewer, came: Came, writes: u64) -> Met {
        let met = Met {
            viewer: Arc::new(viewer),
            came,
            at: self.db.now(),
            writes,
        };
        let mut viewers = self.viewers.lock().expect("no holder of the memory panics");
        if viewers.len() >= REMEMBERED_MAX {
            viewers.clear();
        }
        viewers.insert(token_digest, met.clone());
        met
    }
}
