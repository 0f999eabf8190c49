//! The rate of a day: which one counts, and by which way it was found. Pure.

use crate::foundation::facts::rules::content::Decimal;
use platform::look::format;
use platform::texts::{say, say_with};
use std::collections::BTreeMap;
use vocabulary::{Cell, Currency, Day, Explained, Ratio, Trace};

/// The value of the policy that lets a rate be turned round.
pub const TURNED: &str = "allowed";

/// A pair of currencies: how many of `to` one of `from` is. Three letters each; rates outlive currencies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The currency of which one is priced.
    pub from: String,
    /// The currency in which it is priced.
    pub to: String,
}

impl Pair {
    /// From one currency to another.
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
        }
    }

    /// Reads `EUR-USD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let is_code = |text: &str| text.len() == 3 && text.chars().all(|letter| letter.is_ascii_uppercase());
        (is_code(from) && is_code(to)).then(|| Self::new(from, to))
    }

    /// The other direction.
    #[must_use]
    pub fn turned(&self) -> Self {
        Self::new(self.to.clone(), self.from.clone())
    }
}

impl std::fmt::Display for Pair {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}-{}", self.from, self.to)
    }
}

/// The rates of one table, by pair and day.
pub type Rates = BTreeMap<Pair, BTreeMap<Day, Decimal>>;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Whose rates.
    pub table: String,
    /// Which two currencies, in which direction.
    pub pair: Pair,
    /// On which day.
    pub day: Day,
}

/// What the firm allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// A day without a rate takes the last one before, if it is at most so many days old.
    pub days_back: u32,
    /// Where only the other direction is known, one divided by it counts.
    pub inverse: bool,
    /// Two currencies may be compared by way of this one.
    pub through: Option<Currency>,
}

/// A rate and the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How many of `to` one of `from` is, exactly.
    pub rate: Ratio,
    /// By which way.
    pub way: Way,
}

/// How a rate was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Both currencies are the same.
    Same,
    /// The source says it.
    Direct(Quoted),
    /// The source says the other direction, and one divided by it is exact.
    Inverse(Quoted),
    /// By way of a third currency; neither of the two is a cross itself.
    Through(Currency, Box<[Way; 2]>),
}

/// A rate as a source says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// In this direction.
    pub pair: Pair,
    /// On this day.
    pub day: Day,
    /// With these digits.
    pub rate: Decimal,
}

impl Way {
    /// `same`, `direct`, `inverse` or `through`, for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Direct(_) => "direct",
            Self::Inverse(_) => "inverse",
            Self::Through(_, _) => "through",
        }
    }

    fn rate(&self) -> Ratio {
        match self {
            Self::Same => Ratio::one(),
            Self::Direct(quoted) => quoted.rate.to_ratio(),
            Self::Inverse(quoted) => Ratio::one()
                .checked_div(&quoted.rate.to_ratio())
                .expect("a rate is positive, as it was read"),
            Self::Through(_, legs) => {
                let [first, second] = legs.as_ref();
                &first.rate() * &second.rate()
            }
        }
    }

    fn trace(&self, wanted: &Wanted, pair: &Pair) -> Trace {
        let head = Trace::new(named(pair), Cell::Number(self.rate()));
        let said = |quoted: &Quoted| {
            let trace = Trace::new(named(&quoted.pair), Cell::Text(quoted.rate.as_str().to_owned())).place(say_with(
                "currencies.table_of",
                &[("table", &wanted.table), ("day", &format::day(quoted.day))],
            ));
            if quoted.day == wanted.day {
                trace
            } else {
                trace.note(say_with("currencies.last_before", &[("day", &format::day(wanted.day))]))
            }
        };
        match self {
            Self::Same => head.note(say("currencies.way_same")),
            Self::Direct(quoted) => head.note(say("currencies.way_direct")).input(said(quoted)),
            Self::Inverse(quoted) => head
                .note(say("currencies.way_inverse"))
                .formula(say_with("currencies.formula_inverse", &[("pair", &named(&quoted.pair))]))
                .input(said(quoted)),
            Self::Through(currency, legs) => {
                let [first, second] = legs.as_ref();
                let (near, far) = halves(pair, *currency);
                head.note(say_with("currencies.way_through", &[("currency", currency.code())]))
                    .formula(format!("{} × {}", named(&near), named(&far)))
                    .inputs([first.trace(wanted, &near), second.trace(wanted, &far)])
            }
        }
    }
}

/// A pair in the words of a trace: `EUR → USD`.
#[must_use]
pub fn named(pair: &Pair) -> String {
    format!("{} → {}", pair.from, pair.to)
}

fn halves(pair: &Pair, through: Currency) -> (Pair, Pair) {
    (
        Pair::new(pair.from.clone(), through.code()),
        Pair::new(through.code(), pair.to.clone()),
    )
}

/// The rate of a pair on a day.
///
/// The first of these ways that leads there: the same currency; the rate of the day or, within the allowed days, the last before it;
/// the other direction turned round, if that is allowed; by way of the allowed third currency. There is no rate otherwise.
///
/// Example: GBP → USD through EUR, with EUR → GBP 0.8 turned round and EUR → USD 1.2, is 1/0.8 × 1.2 = 1.5.
#[must_use]
pub fn rate_on(rates: &Rates, wanted: &Wanted, allowed: &Allowed) -> Explained<Found> {
    let way = straight(rates, &wanted.pair, wanted.day, allowed).or_else(|| {
        let through = allowed.through?;
        let (near, far) = halves(&wanted.pair, through);
        let near = straight(rates, &near, wanted.day, allowed)?;
        let far = straight(rates, &far, wanted.day, allowed)?;
        Some(Way::Through(through, Box::new([near, far])))
    });
    match way {
        Some(way) => {
            let trace = way.trace(wanted, &wanted.pair);
            let rate = way.rate();
            Explained::known(Found { rate, way }, trace)
        }
        None => {
            let because = because(rates, wanted, allowed);
            let trace = Trace::new(named(&wanted.pair), Cell::Unknown(because.clone()));
            Explained::unknown(because, trace)
        }
    }
}

fn straight(rates: &Rates, pair: &Pair, day: Day, allowed: &Allowed) -> Option<Way> {
    if pair.from == pair.to {
        return Some(Way::Same);
    }
    let direct = quoted(rates, pair, day, allowed).map(Way::Direct);
    direct.or_else(|| {
        let turned = allowed.inverse.then(|| pair.turned())?;
        quoted(rates, &turned, day, allowed).map(Way::Inverse)
    })
}

fn quoted(rates: &Rates, pair: &Pair, day: Day, allowed: &Allowed) -> Option<Quoted> {
    let since = day.plus_days(-i64::from(allowed.days_back));
    let (day, rate) = rates.get(pair)?.range(since..=day).next_back()?;
    Some(Quoted {
        pair: pair.clone(),
        day: *day,
        rate: rate.clone(),
    })
}

fn because(rates: &Rates, wanted: &Wanted, allowed: &Allowed) -> String {
    let turned = wanted.pair.turned();
    let key = if !allowed.inverse && quoted(rates, &turned, wanted.day, allowed).is_some() {
        "currencies.unknown_turned"
    } else {
        "currencies.unknown"
    };
    say_with(
        key,
        &[
            ("pair", &named(&wanted.pair)),
            ("turned", &named(&turned)),
            ("table", &wanted.table),
            ("day", &format::day(wanted.day)),
            ("n", &allowed.days_back.to_string()),
        ],
    )
}
