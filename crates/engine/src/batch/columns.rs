//! The columns of a fact batch: their names and order on disk, and typed views on the rows read back.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type, UInt8Type, UInt32Type};
use arrow_array::{Array, ArrayRef, Date32Array, DictionaryArray, Int64Array, RecordBatch, StringArray, UInt8Array, UInt32Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use vocabulary::{Currency, Day, Scaled};

use super::tally::micro;
use crate::{EngineProblem, Fact, FactKind};

/// What identifies a fact: enough to find superseded versions.
pub(crate) const KEY_COLUMNS: &[&str] = &["source", "document", "line"];

/// What crediting looks at.
pub(crate) const CREDIT_COLUMNS: &[&str] = &[
    "source", "document", "line", "kind", "date", "account", "product", "seller", "units", "scale", "currency",
];

/// A whole fact, in the order on disk.
pub(crate) const FACT_COLUMNS: &[&str] = &[
    "source",
    "document",
    "line",
    "kind",
    "date",
    "account",
    "product",
    "seller",
    "units",
    "scale",
    "currency",
    "division",
    "quantity_units",
    "quantity_scale",
    "of",
];

/// The schema of a batch. Texts that repeat are dictionaries, so that a rule looks at each distinct text once.
pub(crate) fn schema() -> SchemaRef {
    let names = || DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8));
    Arc::new(Schema::new(vec![
        Field::new("source", names(), false),
        Field::new("document", DataType::Utf8, false),
        Field::new("line", DataType::Utf8, false),
        Field::new("kind", names(), false),
        Field::new("date", DataType::Date32, false),
        Field::new("account", names(), false),
        Field::new("product", names(), true),
        Field::new("seller", names(), true),
        Field::new("units", DataType::Int64, false),
        Field::new("scale", DataType::UInt8, false),
        Field::new("currency", names(), false),
        Field::new("division", names(), true),
        Field::new("quantity_units", DataType::Int64, true),
        Field::new("quantity_scale", DataType::UInt8, true),
        Field::new("of", DataType::Utf8, true),
    ]))
}

/// Days since 1 January 1970, the way Arrow counts them.
pub(crate) fn day_number(day: Day) -> i32 {
    i32::try_from(epoch().days_until(day)).expect("a calendar day lies within 32 bits of 1970")
}

pub(crate) fn day_of(number: i32) -> Day {
    epoch().plus_days(i64::from(number))
}

fn epoch() -> Day {
    Day::ymd(1970, 1, 1).expect("1 January 1970 is a day")
}

/// A column of texts that repeat.
pub(crate) struct Names {
    keys: UInt32Array,
    texts: StringArray,
}

impl Names {
    fn of(batch: &RecordBatch, name: &str) -> Result<Names, String> {
        let column = column(batch, name)?;
        let dictionary: &DictionaryArray<UInt32Type> = column
            .as_dictionary_opt()
            .ok_or_else(|| format!("column {name} holds no dictionary of texts"))?;
        let texts: &StringArray = dictionary
            .values()
            .as_string_opt()
            .ok_or_else(|| format!("column {name} holds no texts"))?;
        Ok(Names {
            keys: dictionary.keys().clone(),
            texts: texts.clone(),
        })
    }

    /// The row's text as a dense number within this view; `None` when it is missing.
    pub(crate) fn key(&self, row: usize) -> Option<usize> {
        if self.keys.is_null(row) {
            return None;
        }
        usize::try_from(self.keys.value(row)).ok()
    }

    /// The text of a dense number.
    pub(crate) fn name(&self, key: usize) -> &str {
        self.texts.value(key)
    }

    /// The row's text.
    pub(crate) fn text(&self, row: usize) -> Option<&str> {
        self.key(row).map(|key| self.name(key))
    }

    /// The answer of [`Names::per_name`] for a row; a missing text has none and counts as no.
    pub(crate) fn answer(&self, answers: &[bool], row: usize) -> bool {
        self.key(row).and_then(|key| answers.get(key)).copied().unwrap_or_default()
    }

    /// One answer per distinct text, in the order of the dense numbers.
    pub(crate) fn per_name<T>(&self, answer: impl FnMut(&str) -> T) -> Vec<T> {
        self.texts.iter().map(Option::unwrap_or_default).map(answer).collect()
    }
}

/// The identifying columns.
pub(crate) struct KeyRows {
    pub(crate) source: Names,
    pub(crate) document: StringArray,
    pub(crate) line: StringArray,
}

impl KeyRows {
    pub(crate) fn of(batch: &RecordBatch) -> Result<KeyRows, String> {
        Ok(KeyRows {
            source: Names::of(batch, "source")?,
            document: texts(batch, "document")?,
            line: texts(batch, "line")?,
        })
    }

    pub(crate) fn key(&self, row: usize) -> (&str, &str, &str) {
        (
            self.source.text(row).unwrap_or_default(),
            self.document.value(row),
            self.line.value(row),
        )
    }
}

/// The columns that crediting looks at.
pub(crate) struct CreditRows {
    pub(crate) rows: usize,
    pub(crate) key: KeyRows,
    pub(crate) kind: Names,
    pub(crate) date: Date32Array,
    pub(crate) account: Names,
    pub(crate) product: Names,
    pub(crate) seller: Names,
    pub(crate) units: Int64Array,
    pub(crate) scale: UInt8Array,
    pub(crate) currency: Names,
}

impl CreditRows {
    pub(crate) fn of(batch: &RecordBatch) -> Result<CreditRows, String> {
        let rows = CreditRows {
            rows: batch.num_rows(),
            key: KeyRows::of(batch)?,
            kind: Names::of(batch, "kind")?,
            date: column(batch, "date")?
                .as_primitive_opt::<Date32Type>()
                .ok_or("column date holds no days")?
                .clone(),
            account: Names::of(batch, "account")?,
            product: Names::of(batch, "product")?,
            seller: Names::of(batch, "seller")?,
            units: integers(batch, "units")?,
            scale: scales(batch, "scale")?,
            currency: Names::of(batch, "currency")?,
        };
        rows.check()?;
        Ok(rows)
    }

    /// Checks once per view what every row relies on, so that the loops need not.
    fn check(&self) -> Result<(), String> {
        if let Some(scale) = self.scale.iter().flatten().find(|scale| *scale > Scaled::FINEST) {
            return Err(format!("an amount has {scale} decimals, more than 6"));
        }
        let required = [
            self.kind.keys.null_count(),
            self.date.null_count(),
            self.account.keys.null_count(),
            self.units.null_count(),
            self.scale.null_count(),
            self.currency.keys.null_count(),
        ];
        if required.iter().any(|nulls| *nulls > 0) {
            return Err("a fact lacks kind, date, account, amount or currency".to_owned());
        }
        Ok(())
    }

    /// The row's amount in millionths.
    pub(crate) fn micro(&self, row: usize) -> i128 {
        micro(self.units.value(row), self.scale.value(row)).expect("scales were checked when the rows were opened")
    }

    pub(crate) fn day(&self, row: usize) -> Day {
        day_of(self.date.value(row))
    }

    pub(crate) fn amount(&self, row: usize) -> Result<Scaled, String> {
        scaled(self.units.value(row), self.scale.value(row))
    }

    pub(crate) fn currency(&self, row: usize) -> Result<Currency, String> {
        let code = self.currency.text(row).unwrap_or_default();
        Currency::parse(code).map_err(|problem| problem.to_string())
    }

    pub(crate) fn kind(&self, row: usize) -> Result<FactKind, String> {
        let name = self.kind.text(row).unwrap_or_default();
        FactKind::parse(name).ok_or_else(|| format!("{name} is no kind of fact"))
    }
}

/// Every column of a fact.
pub(crate) struct FactRows {
    pub(crate) credit: CreditRows,
    division: Names,
    quantity_units: Int64Array,
    quantity_scale: UInt8Array,
    of: StringArray,
}

impl FactRows {
    pub(crate) fn of(batch: &RecordBatch) -> Result<FactRows, String> {
        Ok(FactRows {
            credit: CreditRows::of(batch)?,
            division: Names::of(batch, "division")?,
            quantity_units: integers(batch, "quantity_units")?,
            quantity_scale: scales(batch, "quantity_scale")?,
            of: texts(batch, "of")?,
        })
    }

    /// The row as a fact, exactly as it was written.
    pub(crate) fn fact(&self, row: usize) -> Result<Fact, String> {
        let credit = &self.credit;
        let (source, document, line) = credit.key.key(row);
        let quantity = if self.quantity_units.is_null(row) {
            None
        } else {
            Some(scaled(self.quantity_units.value(row), self.quantity_scale.value(row))?)
        };
        let owned = |text: &str| text.to_owned();
        Ok(Fact {
            source: source.to_owned(),
            document: document.to_owned(),
            line: line.to_owned(),
            kind: credit.kind(row)?,
            date: credit.day(row),
            account: credit.account.text(row).map(owned).unwrap_or_default(),
            division: self.division.text(row).map(owned),
            product: credit.product.text(row).map(owned),
            seller: credit.seller.text(row).map(owned),
            amount: credit.amount(row)?,
            currency: credit.currency(row)?,
            quantity,
            of: (!self.of.is_null(row)).then(|| self.of.value(row).to_owned()),
        })
    }
}

/// Facts as columns, in the order of [`FACT_COLUMNS`].
pub(crate) fn record(facts: &[&Fact]) -> Result<RecordBatch, EngineProblem> {
    let amounts = facts
        .iter()
        .map(|fact| units(fact, "amount", fact.amount))
        .collect::<Result<Vec<_>, _>>()?;
    let quantities = facts
        .iter()
        .map(|fact| fact.quantity.map(|quantity| units(fact, "quantity", quantity)).transpose())
        .collect::<Result<Vec<_>, _>>()?;
    let names = |text: fn(&Fact) -> Option<&str>| -> ArrayRef {
        Arc::new(facts.iter().map(|fact| text(fact)).collect::<DictionaryArray<UInt32Type>>())
    };
    let texts = |text: fn(&Fact) -> Option<&str>| -> ArrayRef { Arc::new(facts.iter().map(|fact| text(fact)).collect::<StringArray>()) };
    let columns: Vec<ArrayRef> = vec![
        names(|fact| Some(&fact.source)),
        texts(|fact| Some(&fact.document)),
        texts(|fact| Some(&fact.line)),
        names(|fact| Some(fact.kind.as_str())),
        Arc::new(Date32Array::from_iter_values(facts.iter().map(|fact| day_number(fact.date)))),
        names(|fact| Some(&fact.account)),
        names(|fact| fact.product.as_deref()),
        names(|fact| fact.seller.as_deref()),
        Arc::new(Int64Array::from_iter_values(amounts.iter().map(|(units, _)| *units))),
        Arc::new(UInt8Array::from_iter_values(amounts.iter().map(|(_, scale)| *scale))),
        names(|fact| Some(fact.currency.code())),
        names(|fact| fact.division.as_deref()),
        Arc::new(quantities.iter().map(|q| q.map(|(units, _)| units)).collect::<Int64Array>()),
        Arc::new(quantities.iter().map(|q| q.map(|(_, scale)| scale)).collect::<UInt8Array>()),
        texts(|fact| fact.of.as_deref()),
    ];
    Ok(RecordBatch::try_new(schema(), columns).expect("the columns are built in the schema's order and types"))
}

/// A decimal as 64-bit units and its scale.
pub(crate) fn units(fact: &Fact, what: &str, value: Scaled) -> Result<(i64, u8), EngineProblem> {
    let too_large = || EngineProblem::TooLarge {
        what: format!("The {what} of document {} line {}", fact.document, fact.line),
        value: value.to_string(),
    };
    let units = i64::try_from(value.units()).ok().ok_or_else(too_large)?;
    if value.scale() > Scaled::FINEST {
        return Err(too_large());
    }
    Ok((units, value.scale()))
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, String> {
    batch.column_by_name(name).ok_or_else(|| format!("column {name} is missing"))
}

fn texts(batch: &RecordBatch, name: &str) -> Result<StringArray, String> {
    let column: Option<&StringArray> = column(batch, name)?.as_string_opt();
    column.cloned().ok_or_else(|| format!("column {name} holds no texts"))
}

fn integers(batch: &RecordBatch, name: &str) -> Result<Int64Array, String> {
    let column = column(batch, name)?.as_primitive_opt::<Int64Type>();
    column.cloned().ok_or_else(|| format!("column {name} holds no integers"))
}

fn scales(batch: &RecordBatch, name: &str) -> Result<UInt8Array, String> {
    let column = column(batch, name)?.as_primitive_opt::<UInt8Type>();
    column.cloned().ok_or_else(|| format!("column {name} holds no scales"))
}

fn scaled(units: i64, scale: u8) -> Result<Scaled, String> {
    Scaled::new(i128::from(units), scale).map_err(|problem| problem.to_string())
}
