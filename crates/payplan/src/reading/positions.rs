//! Positions on a measure or key figure: where a point of a curve, a row of a matrix or a gate stands.

use vocabulary::{Currency, Ratio};

use super::names::Names;
use super::scalars::{decimal, money, percent, percentage, refuse};
use crate::curve::CurveOver;
use crate::problem::Problems;
use crate::yaml::{Content, Node};

/// What a position is laid over.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    pub(super) currency: Currency,
    pub(super) counted: Counted,
    /// The measure has no quota, so that there is no attainment.
    pub(super) lacks_quota: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    Money,
    Ratio,
    Quantity,
    /// A key figure counts in whatever it counts in: numbers or percentages.
    KeyFigure,
    /// The measure could not be read; that is the one problem to tell.
    Unknown,
}

impl Scale {
    pub(super) fn of_measure(name: &str, names: &Names<'_>, currency: Currency) -> Scale {
        let counted = match names.unit(name) {
            None => Counted::Unknown,
            Some("ratio") => Counted::Ratio,
            Some(unit) if Currency::parse(unit).is_ok() => Counted::Money,
            Some(_) => Counted::Quantity,
        };
        Scale {
            currency,
            counted,
            lacks_quota: counted != Counted::Unknown && !names.with_quota.contains(&name),
        }
    }

    pub(super) fn of_key_figure(currency: Currency) -> Scale {
        Scale {
            currency,
            counted: Counted::KeyFigure,
            lacks_quota: true,
        }
    }

    /// Whether positions in percent are shares of the quota.
    fn percent_is_attainment(self) -> bool {
        matches!(self.counted, Counted::Money | Counted::Quantity | Counted::Unknown)
    }

    /// A position in percent of quota, or in the measure's own unit.
    pub(super) fn position(self, node: &Node, path: &str, problems: &mut Problems) -> Option<(CurveOver, Ratio)> {
        let text = match &node.content {
            Content::Scalar { text, quoted: false } => text.as_str(),
            Content::Scalar { quoted: true, .. } | Content::List(_) | Content::Map(_) => "",
        };
        if percentage(text).is_some() && self.percent_is_attainment() {
            if self.lacks_quota {
                let message =
                    "a position in percent stands for attainment, so the measure needs a `quota`; or write it in the measure's unit";
                problems.add(node.place, path, message);
                return None;
            }
            return percent(node, path, problems).map(|at| (CurveOver::Attainment, at));
        }
        let value = match self.counted {
            Counted::Money => money(node, path, self.currency, problems),
            Counted::Ratio | Counted::Quantity | Counted::KeyFigure | Counted::Unknown => {
                let value = percentage(text).or_else(|| decimal(text));
                if value.is_none() && self.counted != Counted::Unknown {
                    refuse(node, path, self.wanted(), problems);
                }
                value
            }
        };
        value.map(|at| (CurveOver::Value, at))
    }

    fn wanted(self) -> &'static str {
        match self.counted {
            Counted::Ratio => "a percentage such as 4%, as the measure is a ratio",
            Counted::Quantity => "a number such as 12, as the measure counts",
            Counted::Money | Counted::KeyFigure | Counted::Unknown => "a number such as 45 or a percentage such as 95%",
        }
    }
}
