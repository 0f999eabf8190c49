//! The columns of a fact batch: their names and order on disk, and typed views on the rows read back.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type, UInt8Type, UInt32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, DictionaryArray, Int64Array, RecordBatch, StringArray, UInt8Array, UInt32Array,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use vocabulary::{Currency, Day, Scaled};

use crate::facts::texts::{Coded, NONE, Texts};
use crate::{EngineProblem, FactKind, FactRow, Facts};

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
    "replaced",
];

/// The schema of a batch. Texts that repeat are dictionaries, so that a rule looks at each distinct text once.
pub(crate) fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("source", names_type(), false),
        Field::new("document", DataType::Utf8, false),
        Field::new("line", DataType::Utf8, false),
        Field::new("kind", names_type(), false),
        Field::new("date", DataType::Date32, false),
        Field::new("account", names_type(), false),
        Field::new("product", names_type(), true),
        Field::new("seller", names_type(), true),
        Field::new("units", DataType::Int64, false),
        Field::new("scale", DataType::UInt8, false),
        Field::new("currency", names_type(), false),
        Field::new("division", names_type(), true),
        Field::new("quantity_units", DataType::Int64, true),
        Field::new("quantity_scale", DataType::UInt8, true),
        Field::new("of", DataType::Utf8, true),
        Field::new("replaced", DataType::Boolean, false),
    ]))
}

/// The type of a column of texts that repeat.
pub(crate) fn names_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8))
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
#[derive(Clone)]
pub(crate) struct Names {
    keys: UInt32Array,
    texts: StringArray,
}

impl Names {
    pub(crate) fn of(batch: &RecordBatch, name: &str) -> Result<Names, String> {
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

    /// The same text in every row.
    pub(crate) fn constant(text: &str, rows: usize) -> Names {
        Names {
            keys: UInt32Array::from(vec![0; rows]),
            texts: StringArray::from(vec![text]),
        }
    }

    /// Texts alone, each with its place as its number.
    pub(crate) fn listing(texts: StringArray) -> Names {
        Names {
            keys: UInt32Array::from(Vec::<u32>::new()),
            texts,
        }
    }

    /// The row's text as a dense number within this view; `None` when it is missing.
    pub(crate) fn key(&self, row: usize) -> Option<u32> {
        (!self.keys.is_null(row)).then(|| self.keys.value(row))
    }

    /// The dense numbers of all rows; what stands at a row without a text means nothing.
    pub(crate) fn keys(&self) -> &[u32] {
        self.keys.values()
    }

    /// Whether every row has a text.
    pub(crate) fn is_complete(&self) -> bool {
        self.keys.null_count() == 0
    }

    /// How many distinct texts there are at most.
    pub(crate) fn distinct(&self) -> usize {
        self.texts.len()
    }

    /// The text of a dense number.
    pub(crate) fn name(&self, key: u32) -> &str {
        self.texts.value(place(key))
    }

    /// The row's text.
    pub(crate) fn text(&self, row: usize) -> Option<&str> {
        self.key(row).map(|key| self.name(key))
    }

    /// One answer per distinct text, in the order of the dense numbers.
    pub(crate) fn per_name<T>(&self, answer: impl FnMut(&str) -> T) -> Vec<T> {
        self.texts.iter().map(Option::unwrap_or_default).map(answer).collect()
    }

    /// The same rows, numbering only the texts that occur in them.
    pub(crate) fn narrowed(&self) -> Names {
        let mut used: Vec<u32> = self.keys.iter().flatten().collect();
        used.sort_unstable();
        used.dedup();
        let number = |key: u32| u32::try_from(used.binary_search(&key).unwrap_or_default()).ok();
        Names {
            keys: self.keys.iter().map(|key| key.and_then(number)).collect(),
            texts: StringArray::from_iter_values(used.iter().map(|key| self.name(*key))),
        }
    }

    /// The texts alone, to be numbered by somebody who keeps the numbers elsewhere.
    pub(crate) fn texts(&self) -> Names {
        Names::listing(self.texts.clone())
    }
}

/// A dense number as a place in a list.
pub(crate) fn place(key: u32) -> usize {
    usize::try_from(key).expect("a platform counts to 32 bits at least")
}

/// Every column of a fact.
pub(crate) struct FactRows {
    source: Names,
    document: StringArray,
    line: StringArray,
    pub(crate) kind: Names,
    pub(crate) date: Date32Array,
    pub(crate) account: Names,
    division: Names,
    product: Names,
    pub(crate) seller: Names,
    units: Int64Array,
    scale: UInt8Array,
    currency: Names,
    quantity_units: Int64Array,
    quantity_scale: UInt8Array,
    of: StringArray,
    replaced: BooleanArray,
}

impl FactRows {
    pub(crate) fn of(batch: &RecordBatch) -> Result<FactRows, String> {
        Ok(FactRows {
            source: Names::of(batch, "source")?,
            document: texts(batch, "document")?,
            line: texts(batch, "line")?,
            kind: Names::of(batch, "kind")?,
            date: days(batch, "date")?,
            account: Names::of(batch, "account")?,
            division: Names::of(batch, "division")?,
            product: Names::of(batch, "product")?,
            seller: Names::of(batch, "seller")?,
            units: integers(batch, "units")?,
            scale: scales(batch, "scale")?,
            currency: Names::of(batch, "currency")?,
            quantity_units: integers(batch, "quantity_units")?,
            quantity_scale: scales(batch, "quantity_scale")?,
            of: texts(batch, "of")?,
            replaced: flags(batch, "replaced")?,
        })
    }

    /// Whether the row repeats an older version that a fact of this batch takes the place of.
    pub(crate) fn is_replaced(&self, row: usize) -> bool {
        self.replaced.value(row)
    }

    /// The row as a fact, exactly as it was written.
    pub(crate) fn fact(&self, row: usize) -> Result<FactRow<'_>, String> {
        let quantity = if self.quantity_units.is_null(row) {
            None
        } else {
            Some(scaled(self.quantity_units.value(row), self.quantity_scale.value(row))?)
        };
        Ok(FactRow {
            source: self.source.text(row).unwrap_or_default(),
            document: self.document.value(row),
            line: self.line.value(row),
            kind: kind_of(self.kind.text(row).unwrap_or_default())?,
            date: day_of(self.date.value(row)),
            account: self.account.text(row).unwrap_or_default(),
            division: self.division.text(row),
            product: self.product.text(row),
            seller: self.seller.text(row),
            amount: scaled(self.units.value(row), self.scale.value(row))?,
            currency: currency_of(self.currency.text(row).unwrap_or_default())?,
            quantity,
            of: (!self.of.is_null(row)).then(|| self.of.value(row)),
        })
    }
}

/// A kind by its name in a batch.
pub(crate) fn kind_of(name: &str) -> Result<FactKind, String> {
    FactKind::parse(name).ok_or_else(|| format!("{name} is no kind of fact"))
}

/// A currency by its code in a batch.
pub(crate) fn currency_of(code: &str) -> Result<Currency, String> {
    Currency::parse(code).map_err(|problem| problem.to_string())
}

/// Some rows as columns, in the order of [`FACT_COLUMNS`]; from row `facts` on they repeat older versions.
pub(crate) fn record(columns: &Facts, rows: &[u32], facts: usize) -> RecordBatch {
    let rows = || rows.iter().map(|row| place(*row));
    let kind = |row: usize| columns.kind.get(row).copied().unwrap_or(FactKind::Order);
    let currency = |row: usize| columns.currency.get(row).copied().unwrap_or(Currency::EUR);
    let texts = |texts: &Texts| -> ArrayRef { Arc::new(StringArray::from_iter_values(rows().map(|row| texts.get(row)))) };
    let columns: Vec<ArrayRef> = vec![
        names(&columns.source, rows()),
        texts(&columns.document),
        texts(&columns.line),
        few(rows().map(kind), FactKind::as_str),
        Arc::new(Date32Array::from_iter_values(
            rows().map(|row| columns.date.get(row).copied().unwrap_or_default()),
        )),
        names(&columns.account, rows()),
        names(&columns.product, rows()),
        names(&columns.seller, rows()),
        Arc::new(Int64Array::from_iter_values(
            rows().map(|row| columns.units.get(row).copied().unwrap_or_default()),
        )),
        Arc::new(UInt8Array::from_iter_values(
            rows().map(|row| columns.scale.get(row).copied().unwrap_or_default()),
        )),
        few(rows().map(currency), Currency::code),
        names(&columns.division, rows()),
        Arc::new(
            rows()
                .map(|row| columns.quantity(row).map(|(units, _)| units))
                .collect::<Int64Array>(),
        ),
        Arc::new(
            rows()
                .map(|row| columns.quantity(row).map(|(_, scale)| scale))
                .collect::<UInt8Array>(),
        ),
        Arc::new(rows().map(|row| columns.of.text(row)).collect::<StringArray>()),
        Arc::new(rows().map(|row| Some(row >= facts)).collect::<BooleanArray>()),
    ];
    RecordBatch::try_new(schema(), columns).expect("the columns are built in the schema's order and types")
}

/// A dictionary of values of which there are few, in the order in which they come.
fn few<T: Copy + PartialEq>(values: impl Iterator<Item = T>, text: impl Fn(T) -> &'static str) -> ArrayRef {
    let mut known: Vec<T> = Vec::new();
    let number = |value: T| {
        let at = known.iter().position(|known| *known == value).unwrap_or_else(|| {
            known.push(value);
            known.len() - 1
        });
        u32::try_from(at).ok()
    };
    let keys: UInt32Array = values.map(number).collect();
    dictionary(keys, known.into_iter().map(text).collect())
}

/// A dictionary of the texts of some rows, in the order in which they come.
fn names(column: &Coded, rows: impl Iterator<Item = usize>) -> ArrayRef {
    let mut own: Vec<u32> = vec![NONE; column.distinct()];
    let mut texts: Vec<&str> = Vec::new();
    let mut number = |code: u32| {
        let known = own.get_mut(place(code))?;
        if *known == NONE {
            *known = u32::try_from(texts.len()).ok()?;
            texts.push(column.name(code));
        }
        Some(*known)
    };
    let keys: UInt32Array = rows.map(|row| column.code_at(row).and_then(&mut number)).collect();
    dictionary(keys, texts)
}

fn dictionary(keys: UInt32Array, texts: Vec<&str>) -> ArrayRef {
    let texts = StringArray::from(texts);
    Arc::new(DictionaryArray::<UInt32Type>::try_new(keys, Arc::new(texts)).expect("each key is the number of a text"))
}

/// A decimal as 64-bit units and its scale.
pub(crate) fn units(fact: &FactRow<'_>, what: &str, value: Scaled) -> Result<(i64, u8), EngineProblem> {
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

pub(crate) fn texts(batch: &RecordBatch, name: &str) -> Result<StringArray, String> {
    let column: Option<&StringArray> = column(batch, name)?.as_string_opt();
    column.cloned().ok_or_else(|| format!("column {name} holds no texts"))
}

pub(crate) fn days(batch: &RecordBatch, name: &str) -> Result<Date32Array, String> {
    let column = column(batch, name)?.as_primitive_opt::<Date32Type>();
    column.cloned().ok_or_else(|| format!("column {name} holds no days"))
}

pub(crate) fn integers(batch: &RecordBatch, name: &str) -> Result<Int64Array, String> {
    let column = column(batch, name)?.as_primitive_opt::<Int64Type>();
    column.cloned().ok_or_else(|| format!("column {name} holds no integers"))
}

/// A column of decimal places, none beyond the finest that amounts may have.
pub(crate) fn scales(batch: &RecordBatch, name: &str) -> Result<UInt8Array, String> {
    let column = column(batch, name)?.as_primitive_opt::<UInt8Type>();
    let column = column.cloned().ok_or_else(|| format!("column {name} holds no scales"))?;
    scales_are_known(&column).map(|()| column)
}

/// Refuses decimal places beyond the finest that amounts may have.
pub(crate) fn scales_are_known(column: &UInt8Array) -> Result<(), String> {
    match column.iter().flatten().find(|scale| *scale > Scaled::FINEST) {
        Some(scale) => Err(format!("an amount has {scale} decimals, more than 6")),
        None => Ok(()),
    }
}

pub(crate) fn flags(batch: &RecordBatch, name: &str) -> Result<BooleanArray, String> {
    let column = column(batch, name)?.as_boolean_opt();
    column.cloned().ok_or_else(|| format!("column {name} holds no flags"))
}

fn scaled(units: i64, scale: u8) -> Result<Scaled, String> {
    Scaled::new(i128::from(units), scale).map_err(|problem| problem.to_string())
}
