//! Who holds which role at which account: what a firm's assignments say, as crediting reads it.

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use vocabulary::{Interval, Ratio};

use crate::store::{Fingerprint, fingerprint};

/// A person's dated share of a role at an account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Holding {
    /// The account's reference, as facts name it.
    pub account: String,
    /// The role held.
    pub role: String,
    /// Who holds it.
    pub payee: String,
    /// The share, 0 to 1; a share of 0 counts as no holding.
    pub share: Ratio,
    /// When, half-open: on the day of a hand-over the successor holds it.
    pub interval: Interval,
}

/// Every holding of a firm. Copies share one list, and its digest is taken once however many runs ask for it.
#[derive(Clone, Default)]
pub struct Holdings(Arc<Held>);

#[derive(Default)]
struct Held {
    all: Vec<Holding>,
    fingerprint: OnceLock<Fingerprint>,
}

/// So many holdings are digested at once.
const DIGESTED: usize = 4_096;

impl Holdings {
    /// The list, to be changed; copies keep theirs.
    pub fn to_mut(&mut self) -> &mut Vec<Holding> {
        if Arc::get_mut(&mut self.0).is_none() {
            self.0 = Arc::new(Held::of(self.0.all.clone()));
        }
        let held = Arc::get_mut(&mut self.0).expect("nobody else holds what was just made or found alone");
        held.fingerprint = OnceLock::new();
        &mut held.all
    }

    /// A digest of all of them, in their order.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        *self.0.fingerprint.get_or_init(|| {
            let parts: Vec<Fingerprint> = self.0.all.par_chunks(DIGESTED).map(fingerprint).collect();
            fingerprint(&parts)
        })
    }
}

impl Held {
    fn of(all: Vec<Holding>) -> Held {
        Held {
            all,
            fingerprint: OnceLock::new(),
        }
    }
}

impl Deref for Holdings {
    type Target = [Holding];

    fn deref(&self) -> &[Holding] {
        &self.0.all
    }
}

impl From<Vec<Holding>> for Holdings {
    fn from(all: Vec<Holding>) -> Holdings {
        Holdings(Arc::new(Held::of(all)))
    }
}

impl FromIterator<Holding> for Holdings {
    fn from_iter<I: IntoIterator<Item = Holding>>(all: I) -> Holdings {
        Holdings::from(all.into_iter().collect::<Vec<_>>())
    }
}

impl std::fmt::Debug for Holdings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl PartialEq for Holdings {
    fn eq(&self, other: &Holdings) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.all == other.0.all
    }
}

impl Eq for Holdings {}

impl Hash for Holdings {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fingerprint().hash(state);
    }
}

impl Serialize for Holdings {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.all.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Holdings {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Holdings, D::Error> {
        Vec::deserialize(from).map(Holdings::from)
    }
}
