//! A facts folder for one test, and short ways to write facts, rules and holdings.

use std::collections::BTreeMap;

use tempfile::TempDir;
use vocabulary::{BatchId, Currency, Day, Instant, Interval, Length, NumberedIds, Period, Ratio, Scaled};

use crate::{
    BatchFile, Condition, CreditTo, CreditedLine, Crediting, CreditingRule, Credits, Fact, FactKind, FactStore, Holding, Pinned, TextField,
};

pub(crate) struct Shelf {
    pub(crate) folder: TempDir,
    ids: NumberedIds,
    pub(crate) pinned: Vec<Pinned>,
    newest: BTreeMap<(String, String, String), Fact>,
}

impl Shelf {
    pub(crate) fn new() -> Shelf {
        Shelf {
            folder: tempfile::tempdir().unwrap(),
            ids: NumberedIds::new(),
            pinned: Vec::new(),
            newest: BTreeMap::new(),
        }
    }

    /// Writes a batch recorded a second after the one before, with the older versions that its facts take the place of.
    pub(crate) fn add(&mut self, facts: &[Fact]) -> BatchFile {
        let id = BatchId::new(&self.ids);
        let key = |fact: &Fact| (fact.source.clone(), fact.document.clone(), fact.line.clone());
        let replaced: Vec<Fact> = facts
            .iter()
            .filter_map(|fact| self.newest.insert(key(fact), fact.clone()))
            .collect();
        let file = self.store().write_batch(id, facts, &replaced).unwrap();
        let seconds = i64::try_from(self.pinned.len()).unwrap();
        let recorded = Instant::from_micros(0).plus_seconds(seconds);
        self.pinned.push(Pinned {
            id,
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            recorded,
        });
        file
    }

    /// Writes a batch that takes a line away and says nothing in its place.
    pub(crate) fn take_away(&mut self, fact: &Fact) {
        let id = BatchId::new(&self.ids);
        self.newest.remove(&(fact.source.clone(), fact.document.clone(), fact.line.clone()));
        let file = self.store().write_batch(id, &[], std::slice::from_ref(fact)).unwrap();
        let seconds = i64::try_from(self.pinned.len()).unwrap();
        self.pinned.push(Pinned {
            id,
            name: file.name,
            sha256: file.sha256,
            recorded: Instant::from_micros(0).plus_seconds(seconds),
        });
    }

    /// Makes the index of a file as it is now, without marks; its checksum.
    pub(crate) fn index_anew(&self, name: &str) -> String {
        let mut summing = crate::batch::checked::Summing::default();
        summing.see(&std::fs::read(self.folder.path().join(name)).unwrap());
        let (length, sums) = summing.finish();
        let beside = std::fs::File::create(self.folder.path().join(crate::batch::index::index_name(name))).unwrap();
        crate::batch::index::write(beside, (length, &sums), &[]).unwrap()
    }

    /// The store as a process finds it that has just begun.
    pub(crate) fn store(&self) -> FactStore {
        FactStore::new(self.folder.path())
    }

    pub(crate) fn holding(batches: &[Vec<Fact>]) -> Shelf {
        let mut shelf = Shelf::new();
        for facts in batches {
            shelf.add(facts);
        }
        shelf
    }

    pub(crate) fn credit(&self, crediting: &Crediting, periods: &[Period], threads: usize) -> Credits {
        self.store().credit(&self.pinned, crediting, periods, Some(threads)).unwrap()
    }

    pub(crate) fn credited(&self, crediting: &Crediting, payee: &str, category: &str, span: Interval) -> Vec<CreditedLine> {
        let wanted = crate::CreditWanted {
            payee: payee.to_owned(),
            category: category.to_owned(),
            span,
        };
        self.store().credited_lines(&self.pinned, crediting, &wanted).unwrap()
    }
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(crate) fn span(from: &str, to: &str) -> Interval {
    Interval::closed(day(from), day(to)).unwrap()
}

pub(crate) fn ratio(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

pub(crate) fn period(name: &str, from: &str, to: &str) -> Period {
    Period {
        name: name.to_owned(),
        label: name.to_owned(),
        length: Length::Month,
        from: day(from),
        to: day(to),
    }
}

pub(crate) fn year_2027() -> Vec<Period> {
    vec![period("2027", "2027-01-01", "2028-01-01")]
}

/// An order line of account A1 sold by Ada.
pub(crate) fn fact(document: &str, date: &str, amount: &str) -> Fact {
    Fact {
        source: "shop".to_owned(),
        document: document.to_owned(),
        line: "1".to_owned(),
        kind: FactKind::OrderLine,
        date: day(date),
        account: "A1".to_owned(),
        division: None,
        product: None,
        seller: Some("ada".to_owned()),
        amount: Scaled::parse(amount).unwrap(),
        currency: Currency::parse("EUR").unwrap(),
        quantity: None,
        of: None,
    }
}

/// A direct rule by share that takes every fact.
pub(crate) fn rule(id: &str, to: CreditTo) -> CreditingRule {
    CreditingRule {
        id: id.to_owned(),
        when: Condition::Always,
        to,
        category: "sales".to_owned(),
        overlay: false,
        by_share: true,
    }
}

pub(crate) fn holders(role: &str) -> CreditTo {
    CreditTo::Holders { role: role.to_owned() }
}

/// A key account manager of account A1 through 2027.
pub(crate) fn kam(payee: &str, share: &str) -> Holding {
    Holding {
        account: "A1".to_owned(),
        role: "kam".to_owned(),
        payee: payee.to_owned(),
        share: ratio(share),
        interval: span("2027-01-01", "2028-01-01"),
    }
}

/// Each payee's amount, in the order of the totals.
pub(crate) fn amounts(credits: &Credits) -> Vec<(&str, Ratio)> {
    credits.totals.iter().map(|total| (total.payee, total.amount)).collect()
}

/// One rule that credits the holders with every fact, with these shares through 2027.
pub(crate) fn split(shares: &[(&str, &str)]) -> Crediting {
    Crediting {
        rules: vec![rule("direct", holders("kam"))],
        holdings: shares.iter().map(|(payee, share)| kam(payee, share)).collect(),
        ..Crediting::default()
    }
}

/// A rule that credits the seller with facts of this text.
pub(crate) fn taking(id: &str, field: TextField, text: &str) -> CreditingRule {
    let when = Condition::Text {
        field,
        among: vec![text.to_owned()],
    };
    CreditingRule {
        when,
        ..rule(id, CreditTo::Seller)
    }
}
