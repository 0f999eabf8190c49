//! Reads a tier table: its mode, what it is laid over, its boundary rule and its rows.

use vocabulary::Ratio;

use crate::evaluate::{amount_text, percent_text};
use crate::problem::{Place, Problems};
use crate::reading::fields::{Fields, Keys, list};
use crate::reading::positions::{Counted, Scale};
use crate::reading::scalars::{choice, decimal, money, number, percent, refuse, written};
use crate::tiers::{Boundary, TierBy, TierMode, TierPay, TierRow, Tiers};
use crate::yaml::Node;

const TABLE: Keys = Keys {
    known: &["mode", "by", "boundary", "rows"],
};

const ROW: Keys = Keys {
    known: &["to", "rate", "amount", "multiple"],
};

pub(super) fn tiers(component: &Fields<'_>, scale: Scale, has_target: bool, problems: &mut Problems) -> Option<Tiers> {
    let node = component.required("tiers", problems)?;
    let fields = Fields::open(node, &component.path_of("tiers"), &TABLE, problems)?;
    let mode = fields.chosen("mode", "flat, marginal or interpolated", problems);
    let by = fields.chosen("by", "attainment, amount, each_transaction or remainder", problems);
    let boundary = fields.chosen("boundary", "lower_tier or upper_tier, for a value exactly on an edge", problems);
    let modes = [
        ("flat", TierMode::Flat),
        ("marginal", TierMode::Marginal),
        ("interpolated", TierMode::Interpolated),
    ];
    let mode = mode.and_then(|node| choice(node, &fields.path_of("mode"), &modes, problems));
    let by = by.and_then(|node| laid_over(node, &fields, scale, problems));
    let boundary = boundary.and_then(|node| {
        let known = [("lower_tier", Boundary::LowerTier), ("upper_tier", Boundary::UpperTier)];
        choice(node, &fields.path_of("boundary"), &known, problems)
    });
    let rows_node = fields.required("rows", problems)?;
    let (mode, by) = (mode?, by?);
    if by == TierBy::Remainder && mode != TierMode::Marginal {
        let message = "`by: remainder` takes each row's rate off what the rows before left; it needs `mode: marginal`";
        problems.add(fields.place, &fields.path_of("mode"), message);
    }
    let table = Table {
        mode,
        by,
        scale,
        has_target,
    };
    let rows: Vec<Option<TierRow>> = list(rows_node, &fields.path_of("rows"), problems)
        .into_iter()
        .map(|(path, node)| row(node, &path, table, problems))
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

fn laid_over(node: &Node, fields: &Fields<'_>, scale: Scale, problems: &mut Problems) -> Option<TierBy> {
    let known = [
        ("attainment", TierBy::Attainment),
        ("amount", TierBy::Amount),
        ("each_transaction", TierBy::EachTransaction),
        ("remainder", TierBy::Remainder),
    ];
    let by = choice(node, &fields.path_of("by"), &known, problems)?;
    if by == TierBy::Attainment && scale.lacks_quota && scale.counted != Counted::Unknown {
        let message = "tiers by attainment need a `quota` in their measure";
        problems.add(node.place, &fields.path_of("by"), message);
    }
    Some(by)
}

/// The table a row stands in.
#[derive(Clone, Copy)]
struct Table {
    mode: TierMode,
    by: TierBy,
    scale: Scale,
    has_target: bool,
}

fn row(node: &Node, path: &str, table: Table, problems: &mut Problems) -> Option<TierRow> {
    let fields = Fields::open(node, path, &ROW, problems)?;
    let to = fields.required("to", problems)?;
    let to_path = fields.path_of("to");
    let to = if written(to, &to_path, "a bound or `open`", problems)? == "open" {
        None
    } else {
        Some(match table.by {
            TierBy::Attainment => percent(to, &to_path, problems)?,
            TierBy::Amount | TierBy::EachTransaction | TierBy::Remainder => amount(to, &to_path, table.scale, problems)?,
        })
    };
    let pays = row_pays(&fields, table, problems)?;
    if let (None, TierMode::Interpolated, TierPay::Amount(amount) | TierPay::Rate(amount)) = (&to, table.mode, &pays)
        && !amount.is_zero()
    {
        let message = "the open last tier has no end to be covered towards; it pays `amount: 0` or `rate: 0%`";
        problems.add(node.place, path, message);
    }
    Some(TierRow {
        to,
        pays,
        line: node.place.line,
    })
}

/// A bound in the measure's own unit.
fn amount(node: &Node, path: &str, scale: Scale, problems: &mut Problems) -> Option<Ratio> {
    match scale.counted {
        Counted::Money | Counted::Unknown => money(node, path, scale.currency, problems),
        Counted::Ratio | Counted::Quantity | Counted::KeyFigure => number(node, path, problems),
    }
}

fn row_pays(fields: &Fields<'_>, table: Table, problems: &mut Problems) -> Option<TierPay> {
    let said: Vec<(&str, &Node)> = ["rate", "amount", "multiple"]
        .into_iter()
        .filter_map(|key| Some((key, fields.optional(key)?)))
        .collect();
    let [(key, node)] = said.as_slice() else {
        let message = "a tier pays one of `rate`, `multiple` or, in interpolated tiers, `amount`";
        problems.add(fields.place, &fields.path, message);
        return None;
    };
    let path = fields.path_of(key);
    match *key {
        "rate" => percent(node, &path, problems).map(TierPay::Rate),
        "amount" if table.mode == TierMode::Interpolated => money(node, &path, table.scale.currency, problems).map(TierPay::Amount),
        "amount" => {
            let message = "an `amount` belongs to interpolated tiers; this mode pays a `rate`";
            problems.add(node.place, &path, message);
            None
        }
        _ => multiple(node, &path, table, problems),
    }
}

/// `2x`: twice the rate that pays the target at quota.
fn multiple(node: &Node, path: &str, table: Table, problems: &mut Problems) -> Option<TierPay> {
    if table.by != TierBy::Attainment || !table.has_target || table.mode == TierMode::Interpolated {
        let message = "a `multiple` is of target incentive divided by quota; it needs `target_incentive`, `by: attainment` and a mode that pays rates";
        problems.add(node.place, path, message);
        return None;
    }
    let text = written(node, path, "a multiple such as 2x", problems)?;
    let times = text.strip_suffix('x').and_then(decimal);
    if times.is_none() {
        refuse(node, path, "a multiple such as 2x", problems);
    }
    times.map(TierPay::Multiple)
}

/// L23: no gap, no overlap, and the last tier is open. Tiers are half-open, so one bound serves both neighbours.
fn check_bounds(node: &Node, path: &str, (by, rows): (TierBy, &[TierRow]), problems: &mut Problems) {
    let edge = |bound: &Ratio| match by {
        TierBy::Attainment => percent_text(bound),
        TierBy::Amount | TierBy::EachTransaction | TierBy::Remainder => amount_text(bound),
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
