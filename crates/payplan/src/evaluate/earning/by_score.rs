//! Scores: weighted key figures, and agreed objectives.

use vocabulary::{Cell, Explained, Ratio, Trace, TraceTable};

use crate::evaluate::money::unknown;
use crate::evaluate::wording::percent_text;
use crate::evaluate::{Desk, Stretch};
use crate::plan::{ItemReading, Mbo, MissingKpi, ScoreItem, Scorecard};

/// One line of a scorecard: the key figure and its score, or why there is none.
struct Line<'a> {
    item: &'a ScoreItem,
    score: Result<(Ratio, Ratio), String>,
}

impl Desk<'_> {
    /// 116.67 %, 80 % and 125 % at 40/30/30 make 108.1667 %.
    pub(super) fn score(&self, scorecard: &Scorecard, stretch: Stretch<'_>) -> Explained<Ratio> {
        let what = format!("score, {}", stretch.name());
        let mut lines = Vec::with_capacity(scorecard.items.len());
        for item in &scorecard.items {
            match self.item_score(item, stretch) {
                // A figure nobody spoke of is unknown; only one that is stated to be missing is missing.
                Err(Open::Unknown(because)) => return unknown(what, because, Vec::new()),
                Err(Open::Missing(because)) => lines.push(Line { item, score: Err(because) }),
                Ok(score) => lines.push(Line { item, score: Ok(score) }),
            }
        }
        let total = match weighted(scorecard.missing, &lines) {
            Ok(total) => total,
            Err(because) => return unknown(what, because, Vec::new()),
        };
        let capped = scorecard.cap.as_ref().filter(|cap| total > **cap).cloned();
        let mut trace = Trace::new(what, Cell::Percent(capped.clone().unwrap_or_else(|| total.clone())))
            .formula("weighted scores of the key figures")
            .place(Self::line(scorecard.line))
            .table(score_table(&lines, &total));
        if let Some(cap) = &capped {
            trace = trace.note(format!(
                "The weighted total is {} and is capped at {}.",
                percent_text(&total),
                percent_text(cap)
            ));
        }
        Explained::known(capped.unwrap_or(total), trace)
    }

    /// The key figure's value and its score.
    fn item_score(&self, item: &ScoreItem, stretch: Stretch<'_>) -> Result<(Ratio, Ratio), Open> {
        let name = &item.kpi;
        let Some(reading) = self.kpi_reading(name, stretch.interval.from, stretch.through) else {
            return Err(Open::Unknown(format!("the key figure {name} is not known")));
        };
        let Some(value) = &reading.value else {
            return Err(Open::Missing(format!("{name} is missing")));
        };
        if let Some(least) = item.min_responses {
            match reading.responses {
                Some(responses) if responses < least => {
                    return Err(Open::Missing(format!(
                        "{name} has {responses} answers, at least {least} are needed"
                    )));
                }
                Some(_) => {}
                None => return Err(Open::Unknown(format!("how many answered {name} is not known"))),
            }
        }
        let score = match &item.reading {
            ItemReading::Curve(curve) => curve.read(value).pays,
            ItemReading::Quotient { how, target, cap } => {
                let score = how.score(value, target);
                let score = score.ok_or_else(|| Open::Unknown(format!("{name} and its target give no quotient")))?;
                cap.as_ref().map_or_else(|| score.clone(), |cap| cap.min(&score).clone())
            }
        };
        Ok((value.clone(), score))
    }

    /// What each objective reached, by its weight.
    pub(super) fn objectives(&self, mbo: &Mbo, stretch: Stretch<'_>) -> Explained<Ratio> {
        let what = format!("objectives, {}", stretch.name());
        let parts = mbo.objectives.iter().map(|objective| {
            let reached = self.milestone(&objective.id, stretch.through).cloned();
            Part {
                id: &objective.id,
                weight: &objective.weight,
                reached: reached.ok_or_else(|| format!("the objective {} has not been assessed", objective.id)),
            }
        });
        weighted_parts(what, "Objective", parts)
    }
}

/// A milestone or an objective, its weight, and how much of it is reached.
pub(super) struct Part<'p> {
    pub(super) id: &'p str,
    pub(super) weight: &'p Ratio,
    pub(super) reached: Result<Ratio, String>,
}

/// What the parts count together; one that is not assessed leaves the whole unknown.
pub(super) fn weighted_parts<'p>(what: String, called: &str, parts: impl Iterator<Item = Part<'p>>) -> Explained<Ratio> {
    let mut total = Ratio::zero();
    let mut rows = Vec::new();
    for part in parts {
        let reached = match part.reached {
            Ok(reached) => reached,
            Err(because) => return unknown(what, because, Vec::new()),
        };
        let counts = part.weight * &reached;
        total += &counts;
        rows.push(vec![
            Cell::Text(part.id.to_owned()),
            Cell::Percent(part.weight.clone()),
            Cell::Percent(reached),
            Cell::Percent(counts),
        ]);
    }
    let table = TraceTable {
        heads: [called, "Weight", "Reached", "Counts"].map(str::to_owned).into(),
        rows,
        total: Some(vec![
            Cell::Text("Together".to_owned()),
            Cell::Empty,
            Cell::Empty,
            Cell::Percent(total.clone()),
        ]),
    };
    let trace = Trace::new(what, Cell::Percent(total.clone()))
        .formula(format!("weighted {}s", called.to_lowercase()))
        .table(table);
    Explained::known(total, trace)
}

/// Why an item has no score.
enum Open {
    Missing(String),
    Unknown(String),
}

fn weighted(missing: MissingKpi, lines: &[Line<'_>]) -> Result<Ratio, String> {
    let mut total = Ratio::zero();
    let mut present = Ratio::zero();
    for line in lines {
        match (&line.score, missing) {
            (Ok((_, score)), _) => {
                total += &(&line.item.weight * score);
                present += &line.item.weight;
            }
            (Err(_), MissingKpi::ReweightOthers | MissingKpi::Zero) => {}
            (Err(because), MissingKpi::Hold) => return Err(because.clone()),
        }
    }
    match missing {
        MissingKpi::ReweightOthers => total
            .checked_div(&present)
            .ok_or_else(|| "no key figure of the scorecard is there; the component is held".to_owned()),
        MissingKpi::Hold | MissingKpi::Zero => Ok(total),
    }
}

fn score_table(lines: &[Line<'_>], total: &Ratio) -> TraceTable {
    let rows = lines.iter().map(|line| {
        let (value, score) = match &line.score {
            Ok((value, score)) => (Cell::Number(value.clone()), Cell::Percent(score.clone())),
            Err(because) => (Cell::Unknown(because.clone()), Cell::Empty),
        };
        vec![
            Cell::Text(line.item.kpi.clone()),
            value,
            score,
            Cell::Percent(line.item.weight.clone()),
        ]
    });
    TraceTable {
        heads: ["Key figure", "Value", "Score", "Weight"].map(str::to_owned).into(),
        rows: rows.collect(),
        total: Some(vec![
            Cell::Text("Weighted".to_owned()),
            Cell::Empty,
            Cell::Percent(total.clone()),
            Cell::Empty,
        ]),
    }
}
