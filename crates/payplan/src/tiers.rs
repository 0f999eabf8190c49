//! Tiers: a table of bounds with a rate or an amount each, and the three ways to read it.
//! The same table pays differently when flat, marginal or interpolated; a value exactly on an edge belongs where the plan says.

use vocabulary::Ratio;

/// A tier table. Invariant: bounds rise, and exactly the last row is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    pub mode: TierMode,
    pub by: TierBy,
    pub boundary: Boundary,
    pub rows: Vec<TierRow>,
    pub line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierMode {
    /// The row reached pays its rate on everything, from the first unit on.
    Flat,
    /// Each slice pays its own row's rate.
    Marginal,
    /// A partly covered row pays that part of its amount.
    Interpolated,
}

/// What the tiers are laid over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierBy {
    Attainment,
    Amount,
    EachTransaction,
    /// Each row takes its rate off what the rows before left: off the top first, then the split of the rest.
    Remainder,
}

/// Where a value exactly on an edge belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    LowerTier,
    UpperTier,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierRow {
    /// Upper bound: a share of quota by attainment, else an amount; `None` in the last, open row.
    pub to: Option<Ratio>,
    pub pays: TierPay,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TierPay {
    Rate(Ratio),
    /// In interpolated tables: what the fully covered row pays, in plan currency units.
    Amount(Ratio),
    /// So many times target incentive divided by quota.
    Multiple(Ratio),
}

/// One row at work: the part of the value inside it and what that part pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Bounds as the plan writes them (shares of quota or amounts).
    pub from: Option<Ratio>,
    pub to: Option<Ratio>,
    /// In a flat table the reached row holds everything.
    pub inside: Ratio,
    pub row: TierPay,
    pub pays: Ratio,
    pub line: usize,
    /// The row that decides (flat), or the highest one the value reaches.
    pub reached: bool,
}

impl Tiers {
    /// Cuts a value into the rows' slices. `unit` turns bounds into amounts: the quota by attainment, else 1.
    ///
    /// Marginal, bounds 50 % and 100 % of a quota of 1,200,000, rates 0 %, 3 %, 6 %: 1,380,000 pays
    /// 600,000 × 0 % + 600,000 × 3 % + 180,000 × 6 % = 28,800. Below zero the first row goes on, so that
    /// what a credit note takes back is what the sale gave.
    pub fn slices(&self, value: &Ratio, unit: &Ratio) -> Vec<Slice> {
        let reached = self.reached(value, unit);
        let mut lower: Option<Ratio> = None;
        let mut from: Option<Ratio> = None;
        let mut left = value.clone();
        let mut slices = Vec::with_capacity(self.rows.len());
        for (number, row) in self.rows.iter().enumerate() {
            let upper = row.to.as_ref().map(|bound| bound * unit);
            let is_reached = number == reached;
            let width = upper.as_ref().map(|upper| upper - lower.as_ref().unwrap_or(&Ratio::zero()));
            let inside = match (self.mode, self.by) {
                (TierMode::Flat, _) if is_reached => value.clone(),
                (TierMode::Flat, _) => Ratio::zero(),
                (TierMode::Marginal | TierMode::Interpolated, TierBy::Remainder) => {
                    width.as_ref().map_or_else(|| left.clone(), |width| width.min(&left).clone())
                }
                (TierMode::Marginal | TierMode::Interpolated, _) => part_inside(value, lower.as_ref(), upper.as_ref()),
            };
            let pays = match self.mode {
                TierMode::Flat if is_reached => flat_pay(&row.pays, value),
                TierMode::Flat => Ratio::zero(),
                TierMode::Marginal => slice_pay(&row.pays, &inside, width.as_ref()),
                TierMode::Interpolated => interpolated_pay(&row.pays, (&inside, value), width.as_ref()),
            };
            left -= &pays;
            slices.push(Slice {
                from: from.clone(),
                to: row.to.clone(),
                inside,
                row: row.pays.clone(),
                pays,
                line: row.line,
                reached: is_reached,
            });
            lower = upper;
            from = row.to.clone();
        }
        slices
    }

    /// The table with its multiples turned into rates: `2x` of 18,000 on a quota of 1,200,000 is 3 %.
    #[must_use]
    pub fn with_multiples_of(&self, target: &Ratio, quota: &Ratio) -> Option<Tiers> {
        let mut rows = self.rows.clone();
        for row in &mut rows {
            if let TierPay::Multiple(times) = &row.pays {
                row.pays = TierPay::Rate(times * &target.checked_div(quota)?);
            }
        }
        Some(Tiers { rows, ..self.clone() })
    }

    /// Whether a row pays a multiple of target incentive divided by quota.
    pub fn has_multiples(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.pays, TierPay::Multiple(_)))
    }

    /// What the table pays for a value, exact.
    pub fn pay(&self, value: &Ratio, unit: &Ratio) -> Ratio {
        self.slices(value, unit).into_iter().map(|slice| slice.pays).sum()
    }

    /// What one transaction pays on its own. A negative one takes back exactly what the same positive one pays.
    pub fn pay_for_transaction(&self, credited: &Ratio) -> Ratio {
        if credited.is_negative() {
            -self.pay(&credited.abs(), &Ratio::one())
        } else {
            self.pay(credited, &Ratio::one())
        }
    }

    fn reached(&self, value: &Ratio, unit: &Ratio) -> usize {
        self.rows
            .iter()
            .take_while(|row| match (&row.to, self.boundary) {
                (None, Boundary::LowerTier | Boundary::UpperTier) => false,
                (Some(bound), Boundary::LowerTier) => *value > bound * unit,
                (Some(bound), Boundary::UpperTier) => *value >= bound * unit,
            })
            .count()
    }
}

fn flat_pay(row: &TierPay, value: &Ratio) -> Ratio {
    match row {
        TierPay::Rate(rate) => rate * value,
        TierPay::Amount(amount) => amount.clone(),
        // Multiples are turned into rates before a table is read.
        TierPay::Multiple(_) => Ratio::zero(),
    }
}

/// A slice's rate on the part inside it, or the covered part of its amount.
fn slice_pay(row: &TierPay, inside: &Ratio, width: Option<&Ratio>) -> Ratio {
    match row {
        TierPay::Rate(rate) => rate * inside,
        // The open row has no width and, as the reader checks, pays nothing.
        TierPay::Amount(amount) => amount * &covered(inside, width),
        TierPay::Multiple(_) => Ratio::zero(),
    }
}

/// A partly covered row gives that part of its amount, or that part of its rate on the whole value.
fn interpolated_pay(row: &TierPay, (inside, value): (&Ratio, &Ratio), width: Option<&Ratio>) -> Ratio {
    match row {
        TierPay::Rate(rate) => rate * &covered(inside, width) * value,
        TierPay::Amount(_) | TierPay::Multiple(_) => slice_pay(row, inside, width),
    }
}

fn covered(inside: &Ratio, width: Option<&Ratio>) -> Ratio {
    width.and_then(|width| inside.checked_div(width)).unwrap_or_else(Ratio::zero)
}

/// The part of a value between two bounds; the first row has no lower bound below zero, the last no upper one.
fn part_inside(value: &Ratio, lower: Option<&Ratio>, upper: Option<&Ratio>) -> Ratio {
    let top = upper.map_or(value, |upper| upper.min(value));
    match lower {
        None => top.clone(),
        Some(lower) if top > lower => top - lower,
        Some(_) => Ratio::zero(),
    }
}
