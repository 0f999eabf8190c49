//! What makes lines alike: the answers to every condition that only a single line can give.
//! Lines with the same answers, account, kind, currency and span of days add up to one cell, and the rules are asked of cells.

mod marked;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use arrow_array::StringArray;
use serde::Serialize;
use sha2::{Digest, Sha256};
use vocabulary::Ratio;

use marked::Marked;

use crate::batch::columns::{Names, day_number, place};
use crate::batch::piece::Lines;
use crate::batch::write::hexadecimal;
use crate::{Comparison, Condition, CreditTo, Crediting, EngineProblem, TextField};

/// How many conditions on single lines a crediting may have: one bit each.
const MARKS_MAX: usize = 64;

/// How cells are made; another number for another way, so that kept cells of the old one are not taken for the new.
const VERSION: u8 = 2;

/// The conditions of a crediting that are answered line by line. Kind, currency, account and seller are kept by cells themselves.
pub(crate) struct Lens<'a> {
    /// Distinct, in the order of the rules; the place is the number of the mark.
    conditions: Vec<&'a Condition>,
    families: &'a BTreeMap<String, String>,
    /// What sources and products meet, by their texts.
    sources: Marked<'a>,
    products: Marked<'a>,
    /// Whether cells are kept apart by seller.
    pub(crate) by_seller: bool,
}

impl<'a> Lens<'a> {
    pub(crate) fn of(crediting: &'a Crediting) -> Result<Lens<'a>, EngineProblem> {
        let mut lens = Lens {
            conditions: Vec::new(),
            families: &crediting.product_families,
            sources: Marked::of(BTreeMap::new()),
            products: Marked::of(BTreeMap::new()),
            by_seller: crediting.rules.iter().any(|rule| matches!(rule.to, CreditTo::Seller)),
        };
        for rule in &crediting.rules {
            lens.take(&rule.when);
        }
        if lens.conditions.len() > MARKS_MAX {
            return Err(EngineProblem::TooManyConditions {
                found: lens.conditions.len(),
                most: MARKS_MAX,
            });
        }
        lens.mark_texts();
        Ok(lens)
    }

    /// Answers the conditions on sources and products once for every text that they name.
    fn mark_texts(&mut self) {
        let (mut sources, mut products): (BTreeMap<&str, u64>, BTreeMap<&str, u64>) = Default::default();
        for condition in &self.conditions {
            let Condition::Text { field, among } = condition else { continue };
            let mark = self.mark(condition).unwrap_or_default();
            match field {
                TextField::Source => among.iter().for_each(|text| *sources.entry(text).or_default() |= mark),
                TextField::Product => among.iter().for_each(|text| *products.entry(text).or_default() |= mark),
                TextField::ProductFamily => {
                    let among: BTreeSet<&str> = among.iter().map(String::as_str).collect();
                    let own = self.families.iter().filter(|(_, family)| among.contains(family.as_str()));
                    own.for_each(|(product, _)| *products.entry(product).or_default() |= mark);
                }
                TextField::Kind
                | TextField::Account
                | TextField::AccountClass
                | TextField::Seller
                | TextField::Currency
                | TextField::Document => {}
            }
        }
        (self.sources, self.products) = (Marked::of(sources), Marked::of(products));
    }

    fn take(&mut self, condition: &'a Condition) {
        match condition {
            Condition::Always => {}
            Condition::Not(inner) => self.take(inner),
            Condition::All(inner) | Condition::Any(inner) => inner.iter().for_each(|inner| self.take(inner)),
            Condition::Text { field, .. } => match field {
                TextField::Kind | TextField::Account | TextField::AccountClass | TextField::Currency => {}
                TextField::Seller => self.by_seller = true,
                TextField::Source | TextField::Product | TextField::ProductFamily | TextField::Document => self.mark_by(condition),
            },
            Condition::Amount { .. } | Condition::Date { .. } => self.mark_by(condition),
        }
    }

    fn mark_by(&mut self, condition: &'a Condition) {
        if !self.conditions.contains(&condition) {
            self.conditions.push(condition);
        }
    }

    /// The bit that tells whether a line met the condition; `None` for one that cells answer.
    pub(crate) fn mark(&self, condition: &Condition) -> Option<u64> {
        let number = self.conditions.iter().position(|known| *known == condition)?;
        1_u64.checked_shl(u32::try_from(number).ok()?)
    }

    fn looks_at(&self, wanted: &[TextField]) -> bool {
        self.conditions
            .iter()
            .any(|condition| matches!(condition, Condition::Text { field, .. } if wanted.contains(field)))
    }

    /// The columns of lines that the conditions and the cells look at.
    pub(crate) fn columns(&self) -> Vec<&'static str> {
        let mut columns = vec!["date", "account", "kind", "currency", "units", "scale", "replaced"];
        let also = [
            ("seller", self.by_seller),
            ("source", self.looks_at(&[TextField::Source])),
            ("product", self.looks_at(&[TextField::Product, TextField::ProductFamily])),
            ("document", self.looks_at(&[TextField::Document])),
        ];
        columns.extend(also.into_iter().filter(|(_, wanted)| *wanted).map(|(name, _)| name));
        columns
    }

    /// What tells these cells from those of another lens: a digest of everything that decides which lines are alike.
    pub(crate) fn digest(&self) -> String {
        #[derive(Serialize)]
        struct Told<'t> {
            version: u8,
            by_seller: bool,
            conditions: &'t [&'t Condition],
            families: Option<&'t BTreeMap<String, String>>,
        }
        let told = Told {
            version: VERSION,
            by_seller: self.by_seller,
            conditions: &self.conditions,
            families: self.looks_at(&[TextField::ProductFamily]).then_some(self.families),
        };
        let text = serde_json::to_vec(&told).expect("conditions are plain data");
        hexadecimal(Sha256::new_with_prefix(text))
    }

    /// The conditions bound to lines, answered once per distinct text where they can be.
    pub(crate) fn bind<'l>(&'l self, lines: &'l Lines) -> Marks<'l> {
        let met = |marked: &Marked<'_>, names: Option<&Names>| match names {
            Some(names) if !marked.is_empty() => names.per_name(|text| marked.marks(text)),
            Some(_) | None => Vec::new(),
        };
        let conditions = self.conditions.iter();
        let single = conditions.filter_map(|condition| Some((self.mark(condition)?, single(condition, lines)?)));
        Marks {
            lines,
            source: met(&self.sources, lines.source.as_ref()),
            product: met(&self.products, lines.product.as_ref()),
            single: single.collect(),
        }
    }
}

/// A condition that each line answers for itself.
fn single<'l>(condition: &'l Condition, lines: &'l Lines) -> Option<Single<'l>> {
    match condition {
        Condition::Text {
            field: TextField::Document,
            among,
        } => Some(Single::Document {
            documents: lines.document.as_ref()?,
            among: among.iter().map(String::as_str).collect(),
        }),
        Condition::Amount { cmp, than, currency } => Some(Single::Amount {
            same_currency: lines.currency.per_name(|code| code == currency.code()),
            cmp: *cmp,
            than: Threshold::new(than),
        }),
        Condition::Date { cmp, than } => Some(Single::Date {
            cmp: *cmp,
            than: day_number(*than),
        }),
        Condition::Text { .. } | Condition::Always | Condition::Not(_) | Condition::All(_) | Condition::Any(_) => None,
    }
}

/// A lens bound to lines.
pub(crate) struct Marks<'a> {
    lines: &'a Lines,
    /// By the dense number of the source.
    source: Vec<u64>,
    /// By the dense number of the product.
    product: Vec<u64>,
    single: Vec<(u64, Single<'a>)>,
}

enum Single<'a> {
    Document {
        documents: &'a StringArray,
        among: BTreeSet<&'a str>,
    },
    Amount {
        same_currency: Vec<bool>,
        cmp: Comparison,
        than: Threshold,
    },
    Date {
        cmp: Comparison,
        than: i32,
    },
}

impl Marks<'_> {
    /// One dense number for the marks of each line, and the marks of each number; `None` where lines answer one by one.
    pub(crate) fn codes(&self) -> Option<(Vec<u32>, Vec<u64>)> {
        if !self.single.is_empty() {
            return None;
        }
        let mut met: Vec<u64> = vec![0];
        let mut codes = vec![0_u32; self.lines.rows];
        let columns = [
            (&self.source, self.lines.source.as_ref()),
            (&self.product, self.lines.product.as_ref()),
        ];
        for (marks, names) in columns {
            let Some(names) = names.filter(|_| !marks.is_empty()) else {
                continue;
            };
            let distinct: BTreeSet<u64> = marks.iter().copied().chain([0]).collect();
            let numbers: BTreeMap<u64, u32> = distinct.iter().copied().zip(0..).collect();
            let by_key: Vec<u32> = marks.iter().map(|marks| numbers.get(marks).copied().unwrap_or_default()).collect();
            let none = numbers.get(&0).copied().unwrap_or_default();
            let width = u32::try_from(distinct.len()).ok()?;
            met = met
                .iter()
                .flat_map(|before| distinct.iter().map(move |marks| before | marks))
                .collect();
            for (row, (code, key)) in codes.iter_mut().zip(names.keys()).enumerate() {
                let is_named = names.is_complete() || names.key(row).is_some();
                let number = if is_named {
                    by_key.get(place(*key)).copied().unwrap_or(none)
                } else {
                    none
                };
                *code = *code * width + number;
            }
        }
        Some((codes, met))
    }

    /// Which conditions a line meets.
    pub(crate) fn of(&self, row: usize) -> u64 {
        let named = |marks: &[u64], names: Option<&Names>| {
            if marks.is_empty() {
                return 0;
            }
            let key = names.and_then(|names| names.key(row));
            key.and_then(|key| marks.get(place(key))).copied().unwrap_or_default()
        };
        let mut met = named(&self.source, self.lines.source.as_ref()) | named(&self.product, self.lines.product.as_ref());
        for (mark, single) in &self.single {
            if single.is_met(self.lines, row) {
                met |= mark;
            }
        }
        met
    }
}

impl Single<'_> {
    fn is_met(&self, lines: &Lines, row: usize) -> bool {
        match self {
            Single::Document { documents, among } => among.contains(documents.value(row)),
            Single::Amount { same_currency, cmp, than } => {
                let key = lines.currency.key(row);
                let same = key.and_then(|key| same_currency.get(place(key))).copied().unwrap_or_default();
                same && cmp.accepts(than.against(lines.micro(row)))
            }
            Single::Date { cmp, than } => cmp.accepts(lines.date.value(row).cmp(than)),
        }
    }
}

/// An amount in millionths that facts are compared with; a finer fraction lies just above its whole part.
struct Threshold {
    floor: i128,
    is_finer: bool,
}

impl Threshold {
    fn new(than: &Ratio) -> Threshold {
        let millionths = than * &Ratio::whole(1_000_000);
        let floor = millionths.floor();
        match floor.to_i128() {
            Some(whole) => Threshold {
                floor: whole,
                is_finer: floor != millionths,
            },
            // Beyond every amount a fact can have.
            None if than.is_negative() => Threshold {
                floor: i128::MIN,
                is_finer: false,
            },
            None => Threshold {
                floor: i128::MAX,
                is_finer: false,
            },
        }
    }

    fn against(&self, micro: i128) -> Ordering {
        let finer = if self.is_finer { Ordering::Less } else { Ordering::Equal };
        micro.cmp(&self.floor).then(finer)
    }
}
