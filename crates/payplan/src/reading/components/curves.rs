//! Reads a payout curve: its points, how it is read between them, and what holds outside.

use vocabulary::Ratio;

use crate::curve::{Below, Beyond, Curve, CurveOver, Lookup, Point};
use crate::problem::Problems;
use crate::reading::fields::{Fields, Keys, list};
use crate::reading::positions::Scale;
use crate::reading::scalars::{choice, percent, percentage, written};
use crate::yaml::Node;

const CURVE: Keys = Keys {
    known: &["lookup", "below", "beyond", "points"],
};

/// Reads the group under `curve`, whose points are laid over the scale.
pub(super) fn curve(component: &Fields<'_>, scale: Scale, problems: &mut Problems) -> Option<Curve> {
    let node = component.required("curve", problems)?;
    let fields = Fields::open(node, &component.path_of("curve"), &CURVE, problems)?;
    let outside = outside_of(&fields, problems);
    let points_node = fields.required("points", problems)?;
    let path = fields.path_of("points");
    let (over, points) = points(points_node, &path, scale, problems)?;
    let (lookup, below, beyond) = outside?;
    Some(Curve {
        over,
        lookup,
        below,
        beyond,
        points,
        line: node.place.line,
    })
}

/// `lookup`, `below` and `beyond`, which curves and matrices share.
pub(super) fn outside_of(fields: &Fields<'_>, problems: &mut Problems) -> Option<(Lookup, Below, Beyond)> {
    let lookup_node = fields.chosen("lookup", "floor or interpolate", problems);
    let below = fields.chosen("below", "first, extend or a percentage, under the first point", problems);
    let beyond = fields.chosen("beyond", "last, extend or a percentage, above the last point", problems);
    let lookup = lookup_node.and_then(|node| {
        let known = [("floor", Lookup::Floor), ("interpolate", Lookup::Interpolate)];
        choice(node, &fields.path_of("lookup"), &known, problems)
    });
    let below = below.and_then(|node| {
        let words = ("first", Below::First, Below::Extend);
        outside(node, &fields.path_of("below"), words, Below::Share, problems)
    });
    let beyond = beyond.and_then(|node| {
        let words = ("last", Beyond::Last, Beyond::Extend);
        outside(node, &fields.path_of("beyond"), words, Beyond::Share, problems)
    });
    let extends = matches!(below, Some(Below::Extend)) || matches!(beyond, Some(Beyond::Extend));
    if let (Some(Lookup::Floor), true, Some(node)) = (lookup, extends, lookup_node) {
        let message = "`extend` goes on with a slope and needs `lookup: interpolate`";
        problems.add(node.place, &fields.path_of("lookup"), message);
    }
    Some((lookup?, below?, beyond?))
}

fn outside<T: Clone>(
    node: &Node,
    path: &str,
    (edge, at_edge, extend): (&str, T, T),
    share: impl Fn(Ratio) -> T,
    problems: &mut Problems,
) -> Option<T> {
    let wanted = format!("{edge}, extend or a percentage");
    let text = written(node, path, &wanted, problems)?;
    match percentage(text) {
        Some(value) => Some(share(value)),
        None => choice(node, path, &[(edge, at_edge), ("extend", extend)], problems),
    }
}

fn points(node: &Node, path: &str, scale: Scale, problems: &mut Problems) -> Option<(CurveOver, Vec<Point>)> {
    let members = list(node, path, problems);
    if members.len() < 2 {
        problems.add(node.place, path, "a curve needs at least two points, each `[position, percentage]`");
        return None;
    }
    let mut over = None;
    let mut points: Vec<Point> = Vec::new();
    for (path, node) in members {
        let pair = list(node, &path, problems);
        let [(at_path, at), (pays_path, pays)] = pair.as_slice() else {
            problems.add(node.place, &path, "a point is `[position, percentage]`");
            return None;
        };
        let (here, at_value) = scale.position(at, at_path, problems)?;
        if *over.get_or_insert(here) != here {
            problems.add(at.place, at_path, "points are all in percent of quota or all in the measure's unit");
            return None;
        }
        // A position may stand twice: the pay jumps there, and a value exactly on it takes the second.
        let stands = points.iter().filter(|before| before.at == at_value).count();
        if points.last().is_some_and(|before| before.at > at_value) || stands > 1 {
            problems.add(
                at.place,
                at_path,
                "points stand in rising order; a position stands once, or twice where the pay jumps",
            );
            return None;
        }
        points.push(Point {
            at: at_value,
            pays: percent(pays, pays_path, problems)?,
            line: node.place.line,
        });
    }
    let distinct = points.first().map(|first| &first.at) != points.last().map(|last| &last.at);
    if !distinct {
        problems.add(node.place, path, "a curve needs at least two different positions");
        return None;
    }
    over.map(|over| (over, points))
}
