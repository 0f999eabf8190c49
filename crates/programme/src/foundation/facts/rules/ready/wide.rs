//! Exchange rates with one column for each currency, as the European Central Bank writes them: a line for each day, how many of
//! each currency one euro is, and `N/A` or nothing where there is no rate.

use std::collections::BTreeMap;

use super::super::cells::Cells;
use super::super::content::{Content, is_code};
use super::super::profile::{Bound, Profile};
use super::super::reading::{Control, REJECTS_MAX, Reading};
use super::super::records::Record;
use super::super::reject::Reject;
use super::super::table::plain_name;
use super::super::target::Target;
use super::rows::{Source, filled};

/// The currency that is priced where the file does not say so.
const BASE: &str = "EUR";
/// Whose rates they are where the sender does not say so.
const TABLE: &str = "ecb";
/// Fewer currencies may be something else.
const CURRENCIES_MIN: usize = 2;

/// The heading of such a file: the column of days, and the currencies with their columns.
pub(super) struct Heading {
    currencies: Vec<(usize, String)>,
}

impl Heading {
    /// A day, then currencies only; a last heading without words comes from a comma at the end of each line.
    pub(super) fn of(header: &[String]) -> Option<Self> {
        let (day, rest) = header.split_first()?;
        if plain_name(day.trim()) != "date" {
            return None;
        }
        let currencies: Vec<(usize, String)> = (1..)
            .zip(rest)
            .map(|(at, name)| (at, name.trim().to_owned()))
            .filter(|(_, name)| !name.is_empty())
            .collect();
        let all = currencies.len() >= CURRENCIES_MIN && currencies.iter().all(|(_, name)| is_code(name));
        all.then_some(Self { currencies })
    }

    /// The currency that is priced: what the sender says, or else the euro, unless it is priced itself.
    pub(super) fn base(&self, given: &BTreeMap<String, String>) -> Option<String> {
        let priced = self.currencies.iter().any(|(_, currency)| currency == BASE);
        given.get("from").cloned().or_else(|| (!priced).then(|| BASE.to_owned()))
    }
}

/// Reads the file: each cell that holds a rate becomes a row.
pub(super) fn read(source: &Source<'_>, heading: &Heading, given: &BTreeMap<String, String>) -> Reading {
    let mut reading = Reading {
        file: source.file.to_owned(),
        target: Target::ExchangeRates,
        columns: Vec::new(),
        content: Content::empty(Target::ExchangeRates),
        rejects: Vec::new(),
        findings: Vec::new(),
        control: Control::default(),
    };
    let table = match source.open() {
        Ok(table) => table,
        Err(reject) => {
            reading.rejects.push(*reject);
            return reading;
        }
    };
    reading.columns.clone_from(&table.columns);
    let Some(base) = heading.base(given) else {
        let reason = "Nothing says which currency is priced here, and the euro is one of those in which it is.";
        let fix = "Send it as a list of day, from, to and rate.";
        reading.rejects.push(Reject::new(source.file, 1, reason, fix).on("EUR", "EUR"));
        return reading;
    };
    let profile = Profile::by_headings(Target::ExchangeRates)
        .with("table", given.get("table").map_or(TABLE, String::as_str))
        .with("from", &base);
    let mut keys = BTreeMap::new();
    for record in table {
        reading.control.rows = reading.control.rows.saturating_add(1);
        let rejects = match record {
            Ok(record) => take(&mut reading.content, &record, (source.file, heading, &profile), &mut keys),
            Err(reject) => vec![reject],
        };
        if rejects.is_empty() {
            reading.control.accepted = reading.control.accepted.saturating_add(1);
        } else {
            reading.control.refused = reading.control.refused.saturating_add(1);
            reading.rejects.extend(rejects);
        }
        if reading.rejects.len() >= REJECTS_MAX {
            let line = reading.rejects.last().map_or(1, |reject| reject.line);
            let reason = format!("More than {REJECTS_MAX} refusals: the rest of the file was not read.");
            let fix = "Compare the file with what the central bank publishes.";
            reading.rejects.push(Reject::new(source.file, line, reason, fix));
            break;
        }
    }
    reading
}

fn take(
    content: &mut Content,
    record: &Record,
    (file, heading, profile): (&str, &Heading, &Profile),
    keys: &mut BTreeMap<Vec<String>, u64>,
) -> Vec<Reject> {
    let before = content.count();
    let mut rejects = Vec::new();
    for (at, currency) in &heading.currencies {
        let cell = record.fields.get(*at).map_or("", |cell| cell.trim());
        if cell.is_empty() || cell.eq_ignore_ascii_case("n/a") {
            continue;
        }
        let width = record.fields.len();
        let bound = Bound {
            sources: BTreeMap::from([
                ("day", vec![filled(0, "Date".to_owned())]),
                ("to", vec![filled(width, currency.clone())]),
                ("rate", vec![filled(*at, currency.clone())]),
            ]),
            findings: Vec::new(),
            origin: None,
        };
        let mut with_currency = record.clone();
        with_currency.fields.push(currency.clone());
        let mut cells = Cells::new(file, &with_currency, &bound, profile);
        cells.require(Target::ExchangeRates);
        content.take(Target::ExchangeRates, record.line, &mut cells, keys);
        rejects.extend(cells.into_rejects());
    }
    if let (false, Content::ExchangeRates(rows)) = (rejects.is_empty(), content) {
        // A day is taken whole or not at all, so that the refused line can be sent again as it is.
        rows.truncate(usize::try_from(before).unwrap_or(usize::MAX));
    }
    rejects
}
