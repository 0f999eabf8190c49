//! Commission through a tier table, over attainment, over an amount, or over each transaction alone.

use std::borrow::Cow;

use vocabulary::{Cell, Explained, Ratio, Trace, TraceTable};

use super::Standing;
use crate::evaluate::money::{reason, unknown};
use crate::evaluate::wording::{amount_text, percent_text};
use crate::evaluate::{Desk, Stretch};
use crate::inputs::CreditedTransaction;
use crate::plan::{Bound, CapPer, Component, Measure};
use crate::tiers::{Boundary, Slice, TierBy, TierMode, TierPay, Tiers};

/// A statement lists this many transactions one by one; the rest are summed in a last line.
const LISTED_MAX: usize = 50;

impl Desk<'_> {
    pub(super) fn by_tiers(
        &self,
        component: &Component,
        tiers: &Tiers,
        standing: &Standing,
        (measure, stretch, what): (&Measure, Stretch<'_>, String),
    ) -> Explained<Ratio> {
        let Some(value) = standing.measure.known_value() else {
            return unknown(what, reason(&standing.measure).unwrap_or_default(), Vec::new());
        };
        let (unit, inputs) = match tiers.by {
            TierBy::EachTransaction => return self.each_transaction(component, tiers, standing, (measure, stretch, what)),
            TierBy::Amount | TierBy::Remainder => (Ratio::one(), vec![standing.measure.trace.clone()]),
            TierBy::Attainment => match (&standing.quota, &standing.attainment) {
                (Some(quota), Some(attainment)) => {
                    let inputs = vec![attainment.trace.clone()];
                    match (&quota.value, reason(attainment)) {
                        (Ok(quota), None) => (quota.clone(), inputs),
                        (_, because) => {
                            let because = because.or_else(|| reason(quota)).unwrap_or_default();
                            return unknown(what, because, inputs);
                        }
                    }
                }
                _ => return unknown(what, format!("{} has no quota", measure.said()), Vec::new()),
            },
        };
        let tiers = &match self.resolved(tiers, standing, &unit) {
            Ok(tiers) => tiers,
            Err(because) => return unknown(what, because, inputs),
        };
        let slices = tiers.slices(value, &unit);
        let earned: Ratio = slices.iter().map(|slice| &slice.pays).sum();
        let trace = Trace::new(what, self.exact(&earned))
            .formula(mode_in_words(tiers.mode))
            .rule(component.id.clone())
            .place(Self::line(decisive_line(tiers, &slices)))
            .note(edge_in_words(tiers, value, &unit))
            .table(self.slice_table(tiers, &slices, (measure, value, &earned)))
            .inputs(inputs);
        Explained::known(earned, trace)
    }

    /// The table with its multiples of target incentive ÷ quota turned into rates.
    fn resolved(&self, tiers: &Tiers, standing: &Standing, quota: &Ratio) -> Result<Tiers, String> {
        if !tiers.has_multiples() {
            return Ok(tiers.clone());
        }
        let target = standing.target.as_ref().ok_or("the plan has no target incentive")?;
        let target = target.value.as_ref().map_err(|unknown| unknown.because.clone())?;
        let resolved = tiers.with_multiples_of(target, quota);
        resolved.ok_or_else(|| "a multiple of target incentive ÷ quota needs a quota above zero".to_owned())
    }

    fn slice_table(&self, tiers: &Tiers, slices: &[Slice], (measure, value, earned): (&Measure, &Ratio, &Ratio)) -> TraceTable {
        let of = match tiers.by {
            TierBy::Attainment => "Slice of quota",
            TierBy::Amount | TierBy::EachTransaction | TierBy::Remainder => "Slice",
        };
        let pays = match tiers.mode {
            TierMode::Flat | TierMode::Marginal => "Rate",
            TierMode::Interpolated => "Full slice pays",
        };
        let rows = slices.iter().map(|slice| {
            let row = match &slice.row {
                TierPay::Rate(rate) => Cell::Percent(rate.clone()),
                TierPay::Amount(amount) => self.exact(amount),
                TierPay::Multiple(times) => Cell::Text(format!("{}x", amount_text(times))),
            };
            vec![
                Cell::Text(slice_name(tiers.by, slice)),
                self.cell(measure, &slice.inside),
                row,
                self.exact(&slice.pays),
            ]
        });
        TraceTable {
            heads: [of, &format!("{} in it", measure.said()), pays, "Pays"].map(str::to_owned).into(),
            rows: rows.collect(),
            total: Some(vec![
                Cell::Text("Earned".to_owned()),
                self.cell(measure, value),
                Cell::Empty,
                self.exact(earned),
            ]),
        }
    }

    /// Each transaction runs through the table on its own (E01); their sum is what is rounded.
    fn each_transaction(
        &self,
        component: &Component,
        tiers: &Tiers,
        standing: &Standing,
        (measure, stretch, what): (&Measure, Stretch<'_>, String),
    ) -> Explained<Ratio> {
        let Some(all) = self.transactions(measure) else {
            let because = format!("the transactions of {} are not known", measure.said());
            return unknown(what, because, vec![standing.measure.trace.clone()]);
        };
        let mut inside: Vec<&CreditedTransaction> = all
            .iter()
            .filter(|each| stretch.interval.from <= each.date && each.date < stretch.through)
            .collect();
        inside.sort_by(|a, b| (a.date, &a.document).cmp(&(b.date, &b.document)));
        let credits: Vec<Ratio> = inside.iter().map(|each| each.credited()).collect();
        let credited: Ratio = credits.iter().sum();
        if standing.measure.known_value().is_some_and(|value| *value != credited) {
            let because = format!(
                "the transactions of {} add up to {}, the measure does not",
                measure.name,
                amount_text(&credited)
            );
            return unknown(what, because, vec![standing.measure.trace.clone()]);
        }
        let limit = match self.limit_per_transaction(component, (standing, stretch)) {
            Ok(limit) => limit,
            Err(because) => return unknown(what, because, vec![standing.measure.trace.clone()]),
        };
        let pay = |credit: &Ratio| {
            let pay = tiers.pay_for_transaction(credit);
            // A credit note takes back no more than its sale paid under the same cap.
            limit
                .as_ref()
                .map_or_else(|| pay.clone(), |limit| pay.clone().min(limit.clone()).max(-limit))
        };
        let pays: Vec<Ratio> = credits.iter().map(pay).collect();
        let earned: Ratio = pays.iter().sum();
        let lines: Vec<(&CreditedTransaction, (&Ratio, &Ratio))> = inside.iter().copied().zip(credits.iter().zip(&pays)).collect();
        let trace = Trace::new(what, self.exact(&earned))
            .formula(format!("each transaction on its own: {}", mode_in_words(tiers.mode)))
            .rule(component.id.clone())
            .place(Self::line(tiers.line))
            .table(self.transaction_table(&lines, (&credited, &earned)))
            .input(standing.measure.trace.clone());
        Explained::known(earned, trace)
    }

    /// The credited transactions of a measure, given as such or among the person's credits.
    fn transactions(&self, measure: &Measure) -> Option<Cow<'_, [CreditedTransaction]>> {
        if let Some(given) = self.person.transactions.get(&measure.name) {
            return Some(Cow::Borrowed(given));
        }
        let facts = self.person.facts.as_ref()?;
        let own = facts.credits.iter().filter(|credit| measure.categories.contains(&credit.category));
        let each = own.map(|credit| CreditedTransaction {
            document: credit.document.clone(),
            date: credit.date,
            amount: credit.amount.clone(),
            share: credit.share.clone(),
        });
        Some(Cow::Owned(each.collect()))
    }

    /// The most a single transaction pays, where the component says so and its exception does not hold.
    fn limit_per_transaction(&self, component: &Component, (standing, stretch): (&Standing, Stretch<'_>)) -> Result<Option<Ratio>, String> {
        let Some(cap) = component.attached.cap.as_ref().filter(|cap| cap.per == CapPer::Transaction) else {
            return Ok(None);
        };
        if let Some(unless) = &cap.unless
            && self.meets(unless, stretch).0?
        {
            return Ok(None);
        }
        match (&cap.at, &standing.target) {
            (Bound::Amount(limit), _) => Ok(Some(limit.clone())),
            (Bound::OfTarget(share), Some(target)) => match &target.value {
                Ok(target) => Ok(Some(target * share)),
                Err(unknown) => Err(unknown.because.clone()),
            },
            (Bound::OfTarget(_), None) => Err("the component has no target".to_owned()),
        }
    }

    fn transaction_table(&self, lines: &[(&CreditedTransaction, (&Ratio, &Ratio))], (credited, earned): (&Ratio, &Ratio)) -> TraceTable {
        let (listed, rest) = lines.split_at(lines.len().min(LISTED_MAX));
        let mut rows: Vec<Vec<Cell>> = listed
            .iter()
            .map(|(each, (credit, pays))| {
                vec![
                    Cell::Text(each.document.clone()),
                    Cell::Day(each.date),
                    self.exact(credit),
                    self.exact(pays),
                ]
            })
            .collect();
        if !rest.is_empty() {
            let credit: Ratio = rest.iter().map(|(_, (credit, _))| *credit).sum();
            let pays: Ratio = rest.iter().map(|(_, (_, pays))| *pays).sum();
            let name = format!("{} further transactions", rest.len());
            rows.push(vec![Cell::Text(name), Cell::Empty, self.exact(&credit), self.exact(&pays)]);
        }
        TraceTable {
            heads: ["Document", "Day", "Credited", "Pays"].map(str::to_owned).into(),
            rows,
            total: Some(vec![
                Cell::Text("Earned".to_owned()),
                Cell::Empty,
                self.exact(credited),
                self.exact(earned),
            ]),
        }
    }
}

fn mode_in_words(mode: TierMode) -> &'static str {
    match mode {
        TierMode::Flat => "the tier reached pays its rate on everything",
        TierMode::Marginal => "each slice pays its own rate",
        TierMode::Interpolated => "a partly covered slice pays that part of its amount",
    }
}

/// Flat tables are decided by one row; otherwise the whole table speaks.
fn decisive_line(tiers: &Tiers, slices: &[Slice]) -> usize {
    match tiers.mode {
        TierMode::Flat => slices.iter().find(|slice| slice.reached).map_or(tiers.line, |slice| slice.line),
        TierMode::Marginal | TierMode::Interpolated => tiers.line,
    }
}

fn edge_in_words(tiers: &Tiers, value: &Ratio, unit: &Ratio) -> String {
    let tier = match tiers.boundary {
        Boundary::LowerTier => "lower",
        Boundary::UpperTier => "upper",
    };
    let on_edge = tiers
        .rows
        .iter()
        .any(|row| row.to.as_ref().is_some_and(|bound| bound * unit == *value));
    if on_edge {
        format!("The value stands exactly on an edge and belongs to the {tier} tier.")
    } else {
        format!("A value exactly on an edge would belong to the {tier} tier.")
    }
}

/// `up to 50 %`, `50 to 100 %`, `beyond 130 %`, or the same with amounts.
pub(crate) fn slice_name(by: TierBy, slice: &Slice) -> String {
    let edge = |bound: &Ratio| match by {
        TierBy::Attainment => percent_text(bound),
        TierBy::Amount | TierBy::EachTransaction | TierBy::Remainder => amount_text(bound),
    };
    match (&slice.from, &slice.to) {
        (None, Some(to)) => format!("up to {}", edge(to)),
        (Some(from), Some(to)) => format!("{} to {}", edge(from).trim_end_matches(" %"), edge(to)),
        (Some(from), None) => format!("beyond {}", edge(from)),
        (None, None) => "everything".to_owned(),
    }
}
