//! The six lights of a coach, each with its why.

mod month;
mod quarter;

use super::ground::Ground;
use crate::people::coaching::rules::month::{after, last_month, last_quarter, named, words_of};
use crate::people::coaching::rules::pitfalls::Light;
use crate::people::coaching::store;
use month::{excess, focus};
use platform::database::Tx;
use platform::look::format;
use platform::texts::say;
use platform::{Error, Result};
use quarter::{balance, generic, skills, stages};
use vocabulary::{Cell, Explained, Interval, Link, PersonId, Trace};

/// The numbers of the pitfalls.
pub const PITFALLS: [u8; 6] = [1, 2, 3, 4, 5, 6];
/// The pitfalls that are judged over a month; the others over a quarter.
const MONTHLY: [u8; 2] = [2, 6];

/// A light as it was judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The pitfall, 1 to 6.
    pub pitfall: u8,
    /// The month or quarter.
    pub span: Interval,
    /// Raised, clear, or why it was not judged.
    pub light: Result<Light, String>,
    /// The number it is about, in a few words: "84 % on the core".
    pub figure: String,
    /// What it is measured against, in a sentence.
    pub about: String,
    /// How it came about.
    pub trace: Trace,
    /// What would change it; empty when there is nothing to say.
    pub change: String,
}

impl Judged {
    /// The value of the figure: raised or clear, in words.
    #[must_use]
    pub fn explained(self) -> Explained<Cell> {
        let trace = self.trace.note(format!("{}: {}", self.figure, self.about));
        match self.light {
            Ok(light) => {
                let value = word_of(light);
                Explained::known(value.clone(), Trace { value, ..trace })
            }
            Err(because) => Explained::unknown(because, trace),
        }
    }
}

/// A light as the value of a figure: in words, because a reader asks whether it is raised and not how much.
#[must_use]
pub fn word_of(light: Light) -> Cell {
    let key = match light {
        Light::Raised => "coaching.raised",
        Light::Clear => "coaching.clear",
    };
    Cell::Text(say(key).to_owned())
}

/// All six lights of a coach, over the last month and the last quarter that are over.
///
/// # Errors
/// When the database does not answer.
pub async fn lights(tx: &mut Tx, coach: PersonId) -> Result<Vec<Judged>> {
    let today = tx.today();
    let month = Ground::of(tx, coach, &last_month(today)).await?;
    let quarter = Ground::of(tx, coach, &last_quarter(today)).await?;
    lights_of(tx, &month, &quarter).await
}

/// All six lights over a month and a quarter that are at hand.
pub(super) async fn lights_of(tx: &mut Tx, month: &Ground, quarter: &Ground) -> Result<Vec<Judged>> {
    let mut all = Vec::new();
    for pitfall in PITFALLS {
        let ground = if MONTHLY.contains(&pitfall) { month } else { quarter };
        all.push(judged(tx, pitfall, ground).await?);
    }
    Ok(all)
}

/// One light of a coach over a named month or quarter; the last one that is over where none is named.
///
/// # Errors
/// Not found when the period's name is not that of a month or quarter, as the pitfall needs.
pub async fn judge(tx: &mut Tx, pitfall: u8, coach: PersonId, period: &str) -> Result<Judged> {
    let today = tx.today();
    let monthly = MONTHLY.contains(&pitfall);
    let span = match period {
        "" if monthly => last_month(today),
        "" => last_quarter(today),
        name => named(name)
            .filter(|_| name.contains('Q') != monthly)
            .ok_or(Error::NotFound { what: "period" })?,
    };
    let ground = Ground::of(tx, coach, &span).await?;
    judged(tx, pitfall, &ground).await
}

async fn judged(tx: &mut Tx, pitfall: u8, ground: &Ground) -> Result<Judged> {
    match pitfall {
        1 => Ok(skills(ground)),
        2 => Ok(focus(ground)),
        3 => Ok(stages(ground)),
        4 => generic(tx, ground).await,
        // Before a coach's first session nothing is known of their coaching, which is not the same as none.
        5 if ground.minutes.is_empty() && !store::minutes::has_coached(tx, ground.coach, after(&ground.span)).await? => Ok(Judged {
            light: Err(say("coaching.no_sessions").to_owned()),
            ..balance(ground)
        }),
        5 => Ok(balance(ground)),
        _ => excess(tx, ground).await,
    }
}

/// The trace of a pitfall, to be filled.
fn trace(pitfall: u8, ground: &Ground, policies: &[&str]) -> Trace {
    let (formula, rule) = match pitfall {
        1 => ("coaching.formula_p1", "R-COA-7"),
        2 => ("coaching.formula_p2", "R-COA-3, R-COA-15"),
        3 => ("coaching.formula_p3", "R-COA-4"),
        4 => ("coaching.formula_p4", "R-COA-6"),
        5 => ("coaching.formula_p5", "R-COA-5"),
        _ => ("coaching.formula_p6", "R-COA-8"),
    };
    let what = say(&format!("coaching.pitfall_{pitfall}"));
    let lines = ground.numbers.traces(policies);
    let span = Trace::new(say("coaching.period"), Cell::Text(words_of(&ground.span)));
    Trace::new(what, Cell::Empty)
        .formula(say(formula))
        .rule(rule)
        .input(span)
        .inputs(lines)
}

fn minutes(n: i64) -> Cell {
    Cell::Count(u64::try_from(n).unwrap_or_default())
}

fn shown(n: i64) -> String {
    format::count(u64::try_from(n).unwrap_or_default())
}

/// A light that was judged, or the reason why there is nothing to judge; the figure and what led to it are still to be filled.
fn made(pitfall: u8, ground: &Ground, light: Option<Light>, nothing: &str) -> Judged {
    Judged {
        pitfall,
        span: ground.span,
        light: light.ok_or_else(|| say(nothing).to_owned()),
        figure: String::new(),
        about: say(&format!("coaching.about_p{pitfall}")).to_owned(),
        trace: trace(pitfall, ground, &[]),
        change: String::new(),
    }
}

/// A line of a trace about a coachee, which leads to their record.
fn person_line(id: PersonId, name: &str, value: Cell) -> Trace {
    Trace::new(name, value).link(Link::new("coachee", id.to_string(), name))
}
