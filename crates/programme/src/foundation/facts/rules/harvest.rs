//! Facts from the rows of a text, quickly where a row is plain.
//!
//! A plain row is accepted here only if [`super::cells`] would read the same fact from it. Whatever is not plain about a cell is left to
//! it: to read the row with care, or to say what is wrong.

use std::ops::ControlFlow;

use engine::{Fact, FactKind, FactRow, Facts};
use vocabulary::{Currency, Day, Scaled};

use super::blocks::{Gather, gather};
use super::calendar::is_plain_day;
use super::cells::Cells;
use super::content::lone_fact;
use super::numbers::Notation;
use super::profile::{Bound, Profile, bind};
use super::reading::{Control, REJECTS_MAX, Reading, dialect_of, too_many};
use super::records::Record;
use super::reject::Reject;
use super::table::{self, fitted};
use super::target::Target;
use super::text::Text;

/// The facts of some rows that follow one another.
#[derive(Debug, Default)]
pub struct Harvest {
    pub facts: Facts,
    /// The physical line on which each fact's row begins.
    pub lines: Vec<u64>,
    pub rejects: Vec<Reject>,
    /// Rows behind the header, blank lines not counted.
    pub rows: u64,
    /// Bytes of the text that were read for it.
    pub bytes: usize,
}

/// Reads the facts of a text by a profile, one part after the other; `take` may end the reading.
///
/// What is refused before a row is read stands in the reading, which has no rows; after [`REJECTS_MAX`] refusals reading stops with one more
/// that says so.
pub fn harvest(file: &str, text: &dyn Text, profile: &Profile, mut take: impl FnMut(Harvest) -> ControlFlow<()>) -> Reading {
    let mut reading = Reading::empty(file, profile.target);
    let Target::Facts(kind) = profile.target else { return reading };
    let dialect = dialect_of(text, profile);
    let names: Option<Vec<&str>> = profile.columns.as_ref().map(|columns| columns.iter().map(String::as_str).collect());
    let table = match table::open(file, text.open(), &dialect, names.as_deref()) {
        Ok(table) => table,
        Err(reject) => {
            reading.rejects.push(*reject);
            return reading;
        }
    };
    reading.columns.clone_from(&table.columns);
    let bound = match bind(&table, profile) {
        Ok(bound) => bound,
        Err(rejects) => {
            reading.rejects = rejects;
            return reading;
        }
    };
    reading.findings.clone_from(&bound.findings);
    let plan = Plan {
        file,
        kind,
        profile,
        bound: &bound,
        columns: table.columns.len(),
        corrected: table.corrected,
        header_line: table.header_line,
        fields: Fields::of(&bound, profile),
    };
    let mut refusals = 0_usize;
    let make = || Reaper::of(&plan);
    let pass = |part: Reaper<'_>, bytes: usize| {
        let mut harvest = Harvest { bytes, ..part.harvest };
        let last = harvest.cut(REJECTS_MAX.saturating_sub(refusals));
        refusals = refusals.saturating_add(harvest.rejects.len());
        if last {
            let reject = too_many(file, &harvest.rejects);
            harvest.rejects.push(reject);
        }
        match take(harvest) {
            ControlFlow::Continue(()) if !last => ControlFlow::Continue(()),
            ControlFlow::Continue(()) | ControlFlow::Break(()) => ControlFlow::Break(()),
        }
    };
    gather(file, text, &dialect, make, pass);
    reading
}

impl Harvest {
    /// Ends behind the row with which so many refusals are reached; whether it was.
    pub fn cut(&mut self, most: usize) -> bool {
        let Some(last) = most
            .checked_sub(1)
            .map_or(Some(0), |last| self.rejects.get(last).map(|reject| reject.line))
        else {
            return false;
        };
        self.rejects.retain(|reject| reject.line <= last);
        let kept = self.lines.partition_point(|line| *line <= last);
        self.lines.truncate(kept);
        self.facts.truncate(kept);
        let mut refused: Vec<u64> = self.rejects.iter().map(|reject| reject.line).collect();
        refused.dedup();
        self.rows = u64::try_from(kept.saturating_add(refused.len())).unwrap_or(u64::MAX);
        true
    }

    /// The figures to check it by.
    pub fn control(&self) -> Control {
        let accepted = u64::try_from(self.lines.len()).unwrap_or(u64::MAX);
        Control {
            rows: self.rows,
            accepted,
            refused: self.rows.saturating_sub(accepted),
            totals: self.facts.amounts(),
        }
    }
}

/// How the rows of one text become facts.
struct Plan<'a> {
    file: &'a str,
    kind: FactKind,
    profile: &'a Profile,
    bound: &'a Bound,
    columns: usize,
    corrected: bool,
    header_line: u64,
    fields: Fields<'a>,
}

/// Where the fields of a fact stand.
struct Fields<'a> {
    source: Field<'a>,
    document: Field<'a>,
    line: Field<'a>,
    date: Field<'a>,
    account: Field<'a>,
    division: Field<'a>,
    product: Field<'a>,
    seller: Field<'a>,
    amount: Field<'a>,
    currency: Field<'a>,
    quantity: Field<'a>,
    of: Field<'a>,
}

/// The columns of one field, the first that is not empty wins; what every row has in common comes last.
#[derive(Default)]
struct Field<'a> {
    columns: Vec<(usize, &'a Notation)>,
    given: Option<(&'a str, &'a Notation)>,
    /// Whether something is put in front of the value.
    prefixed: bool,
}

impl<'a> Fields<'a> {
    fn of(bound: &'a Bound, profile: &'a Profile) -> Self {
        let field = |name: &str| Field {
            columns: bound
                .sources
                .get(name)
                .into_iter()
                .flatten()
                .map(|source| (source.at, &source.notation))
                .collect(),
            given: profile.given.get(name).map(|given| (given.as_str(), &profile.notation)),
            prefixed: bound
                .sources
                .get(name)
                .into_iter()
                .flatten()
                .any(|source| !source.prefix.is_empty()),
        };
        Self {
            source: field("source"),
            document: field("document"),
            line: field("line"),
            date: field("date"),
            account: field("account"),
            division: field("division"),
            product: field("product"),
            seller: field("seller"),
            amount: field("amount"),
            currency: field("currency"),
            quantity: field("quantity"),
            of: field("of"),
        }
    }
}

/// A cell that is not plain: the row is read with care.
struct NotPlain;

impl<'a> Field<'a> {
    /// The text of the field in a row without blanks around it; none where it is empty.
    fn cell<'t>(&self, cells: &[&'t str]) -> Option<(&'t str, &'a Notation)>
    where
        'a: 't,
    {
        for (at, notation) in &self.columns {
            let text = cells.get(*at).map_or("", |cell| trimmed(cell));
            if !text.is_empty() {
                return Some((text, notation));
            }
        }
        self.given.filter(|(text, _)| !text.is_empty())
    }

    fn text<'t>(&self, cells: &[&'t str]) -> Result<Option<&'t str>, NotPlain>
    where
        'a: 't,
    {
        match self.cell(cells) {
            None => Ok(None),
            Some((text, _)) if !self.prefixed && is_plain_text(text) => Ok(Some(text)),
            Some(_) => Err(NotPlain),
        }
    }

    fn reference<'t>(&self, cells: &[&'t str]) -> Result<Option<&'t str>, NotPlain>
    where
        'a: 't,
    {
        match self.cell(cells) {
            Some((text, notation)) if notation.references_have_decimals && text.contains('.') => Err(NotPlain),
            Some(_) | None => self.text(cells),
        }
    }

    fn number(&self, cells: &[&str]) -> Result<Option<Scaled>, NotPlain> {
        match self.cell(cells) {
            None => Ok(None),
            Some((text, notation)) => plain_number(text, notation.decimal).map(Some).ok_or(NotPlain),
        }
    }
}

fn trimmed(cell: &str) -> &str {
    let bytes = cell.as_bytes();
    let is_ink = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if is_ink(bytes.first()) && is_ink(bytes.last()) {
        cell
    } else {
        cell.trim()
    }
}

/// Whether a text is one line without anything invisible; texts with characters that may be so are looked at with care.
fn is_plain_text(text: &str) -> bool {
    text.len() <= 500 && text.bytes().all(|byte| byte >= 0x20 && !matches!(byte, 0x7F | 0xC2 | 0xE2 | 0xEF))
}

/// A number of at most 18 digits, 6 of them decimals.
fn plain_number(text: &str, decimal: char) -> Option<Scaled> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (mut units, mut decimals, mut count) = (0_i64, None::<u8>, 0_u8);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                units = units.checked_mul(10)?.checked_add(i64::from(byte.saturating_sub(b'0')))?;
                count = count.checked_add(1)?;
                decimals = decimals.map(|decimals| decimals.saturating_add(1));
            }
            mark if char::from(mark) == decimal && decimals.is_none() => decimals = Some(0),
            _ => return None,
        }
    }
    let scale = decimals.unwrap_or_default();
    if count == 0 || count > 18 || scale > Scaled::FINEST {
        return None;
    }
    Scaled::new(i128::from(if negative { units.checked_neg()? } else { units }), scale).ok()
}

/// Turns rows into facts.
struct Reaper<'a> {
    plan: &'a Plan<'a>,
    harvest: Harvest,
    /// The currency of the row before, which usually is the next one's too.
    currency: Option<(String, Currency)>,
}

impl<'a> Reaper<'a> {
    fn of(plan: &'a Plan<'a>) -> Self {
        Self {
            plan,
            harvest: Harvest::default(),
            currency: None,
        }
    }

    fn currency(&mut self, cells: &[&str]) -> Result<Option<Currency>, NotPlain> {
        let Some((text, _)) = self.plan.fields.currency.cell(cells) else {
            return Ok(None);
        };
        if let Some((last, currency)) = &self.currency
            && last == text
        {
            return Ok(Some(*currency));
        }
        let currency = Currency::parse(text).ok().ok_or(NotPlain)?;
        self.currency = Some((text.to_owned(), currency));
        Ok(Some(currency))
    }

    fn row<'t>(&mut self, cells: &[&'t str]) -> Result<FactRow<'t>, NotPlain>
    where
        'a: 't,
    {
        let fields = &self.plan.fields;
        let date = match fields.date.cell(cells) {
            Some((text, _)) => plain_day(text).ok_or(NotPlain)?,
            None => return Err(NotPlain),
        };
        Ok(FactRow {
            source: fields.source.text(cells)?.ok_or(NotPlain)?,
            document: fields.document.reference(cells)?.ok_or(NotPlain)?,
            line: fields.line.reference(cells)?.unwrap_or_default(),
            kind: self.plan.kind,
            date,
            account: fields.account.reference(cells)?.ok_or(NotPlain)?,
            division: fields.division.text(cells)?,
            product: fields.product.reference(cells)?,
            seller: fields.seller.reference(cells)?,
            amount: fields.amount.number(cells)?.ok_or(NotPlain)?,
            quantity: fields.quantity.number(cells)?,
            of: fields.of.reference(cells)?,
            currency: self.currency(cells)?.ok_or(NotPlain)?,
        })
    }

    /// Whether there are so many refusals that nothing behind them is kept. A part that begins inside quotation marks has one a line.
    fn is_full(&self) -> bool {
        self.harvest.rejects.len() > REJECTS_MAX
    }

    fn keep(&mut self, line: u64, row: &FactRow<'_>) -> bool {
        let kept = self.harvest.facts.push(row).is_ok();
        if kept {
            self.harvest.lines.push(line);
        }
        kept
    }
}

fn plain_day(text: &str) -> Option<Day> {
    if !is_plain_day(text) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u16>().ok();
    let small = |from: usize, to: usize| u8::try_from(number(from, to)?).ok();
    Day::ymd(i32::from(number(0, 4)?), small(5, 7)?, small(8, 10)?)
}

impl Gather for Reaper<'_> {
    fn plain(&mut self, line: u64, cells: &[&str]) {
        if line <= self.plan.header_line || self.is_full() {
            return;
        }
        if cells.len() == self.plan.columns
            && !self.plan.corrected
            && let Ok(row) = self.row(cells)
            && self.keep(line, &row)
        {
            self.harvest.rows = self.harvest.rows.saturating_add(1);
            return;
        }
        self.careful(Ok(Record::of(line, cells)));
    }

    fn careful(&mut self, record: Result<Record, Reject>) {
        let plan = self.plan;
        let line = record.as_ref().map_or_else(|reject| reject.line, |record| record.line);
        if line <= plan.header_line || self.is_full() {
            return;
        }
        self.harvest.rows = self.harvest.rows.saturating_add(1);
        let fit = |record| fitted(plan.file, plan.columns, plan.corrected, record);
        match record.map_err(Box::new).and_then(fit) {
            Err(reject) => self.harvest.rejects.push(*reject),
            Ok(record) => match with_care(plan, &record) {
                Ok(fact) => {
                    if !self.keep(record.line, &FactRow::from(&fact)) {
                        self.harvest.rejects.push(super::reading::unexplained(plan.file, &record));
                    }
                }
                Err(mut rejects) => self.harvest.rejects.append(&mut rejects),
            },
        }
    }
}

/// The fact of a row, or every reason why there is none.
fn with_care(plan: &Plan<'_>, record: &Record) -> Result<Fact, Vec<Reject>> {
    let mut cells = Cells::new(plan.file, record, plan.bound, plan.profile);
    cells.require(plan.profile.target);
    let fact = lone_fact(&mut cells, plan.kind);
    let rejects = cells.into_rejects();
    match fact {
        Some(fact) if rejects.is_empty() => Ok(fact),
        _ if rejects.is_empty() => Err(vec![super::reading::unexplained(plan.file, record)]),
        _ => Err(rejects),
    }
}
