//! Reads a tier table: its mode, what it is laid over, its boundary rule and its rows.

use vocabulary::{Currency, Ratio};

use crate::evaluate::{amount_text, percent_text};
use crate::problem::{Place, Problems};
use crate::reading::fields::{Fields, Keys, list};
use crate::reading::scalars::{choice, money, percent, written};
use crate::tiers::{Boundary, TierBy, TierMode, TierPay, TierRow, Tiers};
use crate::yaml::Node;

const TABLE: Keys = Keys {
    known: &["mode", "by", "boundary", "rows"],
    later: &[],
};

const ROW: Keys = Keys {
    known: &["to", "rate", "amount"],
    later: &["multiple"],
};

pub(super) fn tiers(component: &Fields<'_>, lacks_quota: bool, currency: Currency, problems: &mut Problems) -> Option<Tiers> {
    let node = component.required("tiers", problems)?;
    let fields = Fields::open(node, &component.path_of("tiers"), &TABLE, problems)?;
    let mode = fields.chosen("mode", "flat, marginal or interpolated", problems);
    let by = fields.chosen("by", "attainment, amount or each_transaction", problems);
    let boundary = fields.chosen("boundary", "lower_tier or upper_tier, for a value exactly on an edge", problems);
    let modes = [
        ("flat", TierMode::Flat),
        ("marginal", TierMode::Marginal),
        ("interpolated", TierMode::Interpolated),
    ];
    let mode = mode.and_then(|node| choice(node, &fields.path_of("mode"), &modes, &[], problems));
    let by = by.and_then(|node| {
        let known = [
            ("attainment", TierBy::Attainment),
            ("amount", TierBy::Amount),
            ("each_transaction", TierBy::EachTransaction),
        ];
        let by = choice(node, &fields.path_of("by"), &known, &["remainder"], problems)?;
        if by == TierBy::Attainment && lacks_quota {
            let message = "tiers by attainment need a `quota` in their measure";
            problems.add(node.place, &fields.path_of("by"), message);
        }
        Some(by)
    });
    let boundary = boundary.and_then(|node| {
        let known = [("lower_tier", Boundary::LowerTier), ("upper_tier", Boundary::UpperTier)];
        choice(node, &fields.path_of("boundary"), &known, &[], problems)
    });
    let rows_node = fields.required("rows", problems)?;
    let (mode, by) = (mode?, by?);
    let rows: Vec<Option<TierRow>> = list(rows_node, &fields.path_of("rows"), problems)
        .into_iter()
        .map(|(path, node)| row(node, &path, (mode, by, currency), problems))
        .collect();
    // Bounds are only compared when every row could be read.
    let rows: Vec<TierRow> = rows.into_iter().collect::<Option<_>>()?;
    check_bounds(rows_node, &fields.path_of("rows"), (by, &rows), problems);
    Some(Tiers {
        mode,
        by,
        boundary: boundary?,
        rows,
        line: node.place.line,
    })
}

fn row(node: &Node, path: &str, (mode, by, currency): (TierMode, TierBy, Currency), problems: &mut Problems) -> Option<TierRow> {
    let fields = Fields::open(node, path, &ROW, problems)?;
    let to = fields.required("to", problems)?;
    let to_path = fields.path_of("to");
    let to = if written(to, &to_path, "a bound or `open`", problems)? == "open" {
        None
    } else {
        Some(match by {
            TierBy::Attainment => percent(to, &to_path, problems)?,
            TierBy::Amount | TierBy::EachTransaction => money(to, &to_path, currency, problems)?,
        })
    };
    let pays = match (fields.optional("rate"), fields.optional("amount"), mode) {
        (Some(rate), None, TierMode::Flat | TierMode::Marginal) => TierPay::Rate(percent(rate, &fields.path_of("rate"), problems)?),
        (None, Some(amount), TierMode::Interpolated) => TierPay::Amount(money(amount, &fields.path_of("amount"), currency, problems)?),
        (Some(rate), None, TierMode::Interpolated) => {
            let message = "a `rate` in interpolated tiers is not supported yet; write the `amount` the full tier pays";
            problems.add(rate.place, &fields.path_of("rate"), message);
            return None;
        }
        (None, Some(amount), TierMode::Flat | TierMode::Marginal) => {
            let message = "an `amount` belongs to interpolated tiers; this mode pays a `rate`";
            problems.add(amount.place, &fields.path_of("amount"), message);
            return None;
        }
        (Some(_), Some(_), TierMode::Flat | TierMode::Marginal | TierMode::Interpolated)
        | (None, None, TierMode::Flat | TierMode::Marginal | TierMode::Interpolated) => {
            let message = "a tier pays either a `rate` or, in interpolated tiers, an `amount`";
            problems.add(node.place, path, message);
            return None;
        }
    };
    if let (None, TierPay::Amount(amount)) = (&to, &pays)
        && !amount.is_zero()
    {
        let message = "the open last tier has no end to be covered towards; its amount is 0";
        problems.add(node.place, path, message);
    }
    Some(TierRow {
        to,
        pays,
        line: node.place.line,
    })
}

/// L23: no gap, no overlap, and the last tier is open. Tiers are half-open, so one bound serves both neighbours.
fn check_bounds(node: &Node, path: &str, (by, rows): (TierBy, &[TierRow]), problems: &mut Problems) {
    let edge = |bound: &Ratio| match by {
        TierBy::Attainment => percent_text(bound),
        TierBy::Amount | TierBy::EachTransaction => amount_text(bound),
    };
    let Some((last, earlier)) = rows.split_last() else {
        problems.add_lint("L23", node.place, path, "the table needs at least one tier");
        return;
    };
    let at = |row: &TierRow| Place {
        line: row.line,
        column: node.place.column,
    };
    if last.to.is_some() {
        let message = "the last tier must be open-ended (`to: open`), or sales above it would pay nothing";
        problems.add_lint("L23", at(last), path, message);
    }
    let mut lower = Ratio::zero();
    for row in earlier {
        let place = at(row);
        match &row.to {
            None => problems.add_lint("L23", place, path, "only the last tier may be open"),
            Some(bound) if *bound <= lower => {
                let message = format!(
                    "tiers overlap: the bound {} is not above {}; list them in rising order",
                    edge(bound),
                    edge(&lower)
                );
                problems.add_lint("L23", place, path, message);
            }
            Some(bound) => lower = bound.clone(),
        }
    }
}
