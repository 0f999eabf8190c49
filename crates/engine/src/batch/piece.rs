//! The lines of one row group, as far as a lens looks at them; what is the same in all of them was not read.

use arrow_array::{Array, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray, UInt8Array};

use super::columns::{self, Names};
use super::tally::micro;
use crate::lens::Lens;

/// The one value that a column has in all rows of a row group.
pub(super) enum Constant {
    Text(String),
    Number(i64),
    Flag(bool),
}

/// The lines of one row group, as far as a lens looks at them.
pub(crate) struct Lines {
    pub(crate) rows: usize,
    pub(crate) date: Date32Array,
    pub(crate) account: Names,
    pub(crate) kind: Names,
    pub(crate) currency: Names,
    pub(crate) seller: Option<Names>,
    pub(crate) source: Option<Names>,
    pub(crate) product: Option<Names>,
    pub(crate) document: Option<StringArray>,
    units: Int64Array,
    scale: UInt8Array,
    /// Lines that count negatively; none when no line does.
    replaced: Option<BooleanArray>,
}

impl Lines {
    /// A few rows with every column, as a lens looks at them. Of a row group's texts they keep those that occur in them.
    pub(crate) fn of_few(record: &RecordBatch, lens: &Lens<'_>) -> Result<Lines, String> {
        let columns: Vec<(&str, Option<Constant>)> = lens.columns().into_iter().map(|name| (name, None)).collect();
        let lines = Lines::of(record, &columns)?;
        let few = |names: &Option<Names>| names.as_ref().map(Names::narrowed);
        Ok(Lines {
            account: lines.account.narrowed(),
            kind: lines.kind.narrowed(),
            currency: lines.currency.narrowed(),
            seller: few(&lines.seller),
            source: few(&lines.source),
            product: few(&lines.product),
            ..lines
        })
    }

    pub(super) fn of(record: &RecordBatch, constants: &[(&str, Option<Constant>)]) -> Result<Lines, String> {
        let rows = record.num_rows();
        let wanted = |name: &str| {
            constants
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, constant)| constant.as_ref())
        };
        let names = |name: &str| match wanted(name) {
            None => Ok(None),
            Some(Some(Constant::Text(text))) => Ok(Some(Names::constant(text, rows))),
            Some(_) => Names::of(record, name).map(Some),
        };
        let required = |name: &str| {
            names(name)?
                .filter(Names::is_complete)
                .ok_or_else(|| format!("a fact lacks its {name}"))
        };
        let lines = Lines {
            rows,
            date: columns::days(record, "date")?,
            account: required("account")?,
            kind: required("kind")?,
            currency: required("currency")?,
            seller: names("seller")?,
            source: names("source")?,
            product: names("product")?,
            document: match wanted("document") {
                None => None,
                Some(Some(Constant::Text(text))) => Some(StringArray::from(vec![text.as_str(); rows])),
                Some(_) => Some(columns::texts(record, "document")?),
            },
            units: match wanted("units") {
                Some(Some(Constant::Number(units))) => Int64Array::from(vec![*units; rows]),
                Some(_) | None => columns::integers(record, "units")?,
            },
            scale: match wanted("scale") {
                Some(Some(Constant::Number(scale))) => UInt8Array::from(vec![u8::try_from(*scale).unwrap_or(u8::MAX); rows]),
                Some(_) | None => columns::scales(record, "scale")?,
            },
            replaced: match wanted("replaced") {
                Some(Some(Constant::Flag(false))) | None => None,
                Some(Some(Constant::Flag(true))) => Some(BooleanArray::from(vec![true; rows])),
                Some(_) => Some(columns::flags(record, "replaced")?),
            },
        };
        let missing = [lines.date.null_count(), lines.units.null_count(), lines.scale.null_count()];
        match missing.iter().any(|nulls| *nulls > 0) {
            true => Err("a fact lacks its day or amount".to_owned()),
            false => columns::scales_are_known(&lines.scale).map(|()| lines),
        }
    }

    /// The amount in whole units of its last decimal.
    pub(crate) fn units(&self, row: usize) -> i64 {
        self.units.value(row)
    }

    /// The amounts of all lines.
    pub(crate) fn all_units(&self) -> &[i64] {
        self.units.values()
    }

    /// The least and the most decimals of an amount; none without lines.
    pub(crate) fn scales(&self) -> Option<(u8, u8)> {
        let scales = self.scale.values().iter().copied();
        scales.clone().min().zip(scales.max())
    }

    pub(crate) fn scale(&self, row: usize) -> u8 {
        self.scale.value(row)
    }

    /// The amount in millionths.
    pub(crate) fn micro(&self, row: usize) -> i128 {
        micro(i128::from(self.units(row)), self.scale(row)).expect("scales were checked when the lines were read")
    }

    /// Whether the line takes an older version away.
    pub(crate) fn is_replaced(&self, row: usize) -> bool {
        self.replaced.as_ref().is_some_and(|replaced| replaced.value(row))
    }
}
