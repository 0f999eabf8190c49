//! Roll-ups: what a team is credited with goes up the chain that held on the day, so many levels, and a chain that
//! turns back ends.

use super::numbers::{Number, cents, decimal, first_of, money, part, percent};
use super::tables::basis_points;
use super::{Case, Chance};

const PEOPLE: [&str; 6] = ["anna", "bob", "carl", "dora", "emil", "fay"];

/// Who leads whom from which month on; before it somebody else.
struct Line {
    person: usize,
    managers: Vec<(i64, i64, usize)>,
}

/// What was credited to somebody, by month.
type Credits = Vec<(i64, Number)>;

pub(super) fn rollups(chance: &mut Chance) -> Case {
    let levels = chance.between(1, 3);
    let (rate, own) = (chance.between(1, 2_500), chance.between(0, 2_500));
    let mut case = Case::new(super::plan_crediting(
        &format!(
            "crediting:
  sources: [erp]
  rules:
    - {{ id: own, when: 'tx.kind == \"invoice\"', to: tx.seller, category: sales, amount: tx.amount * split.share }}
    - {{ id: team, kind: rollup, from: own, levels: {levels}, category: team }}"
        ),
        &format!(
            "measures:
  team: {{ unit: EUR, interval: quarter, value: 'sum(credits.amount where credits.category == \"team\")' }}
  own: {{ unit: EUR, interval: quarter, value: 'sum(credits.amount where credits.category == \"sales\")' }}
components:
  - {{ id: pay, kind: commission.rate, measure: own, rate: {} }}
  - {{ id: override, kind: override.rollup, measure: team, rate: {} }}",
            basis_points(own),
            basis_points(rate)
        ),
    ));
    let payee = usize::try_from(chance.between(0, 5)).unwrap();
    case.given(format!("participant: {{ person: {} }}", PEOPLE[payee]));
    let lines = lines(chance);
    case.facts("managers", manager_lines(&lines));
    let (own_sales, team_sales) = sales(chance, &mut case, (&lines, payee, levels));
    for month in 1..=12 {
        let from = (month - 1) / 3 * 3 + 1;
        let to_date = |credits: &Credits, points: i64, last: i64| {
            let counted = credits.iter().filter(|(sold, _)| (from..=last).contains(sold));
            cents(&(part(points, 10_000) * counted.map(|(_, credit)| credit.clone()).sum::<Number>()))
        };
        let name = format!("2027-{month:02}");
        for (id, credits, points) in [("pay", &own_sales, own), ("override", &team_sales, rate)] {
            case.expect(
                &name,
                id,
                money(to_date(credits, points, month) - to_date(credits, points, month - 1)),
            );
        }
    }
    let direct = own_sales.iter().map(|(_, credit)| credit.clone()).sum::<Number>();
    case.expect("2027", &format!("credits.{}", PEOPLE[payee]), decimal(&direct, 4));
    case
}

/// Invoices of one or two sellers, and what of them comes to the payee: as seller, and from below.
fn sales(chance: &mut Chance, case: &mut Case, (lines, payee, levels): (&[Line], usize, i64)) -> (Credits, Credits) {
    let (mut own_sales, mut team_sales) = (Vec::new(), Vec::new());
    let mut transactions = Vec::new();
    for number in 0..chance.between(0, 10) {
        let (month, amount) = (chance.between(1, 12), chance.between(1, 300_000));
        let [one, other] = [chance.between(0, 5), chance.between(0, 5)].map(|person| usize::try_from(person).unwrap());
        let share = if one == other { 100 } else { chance.between(1, 99) };
        let who = if one == other {
            format!("seller: {}", PEOPLE[one])
        } else {
            format!("splits: {{ {}: {share}%, {}: {}% }}", PEOPLE[one], PEOPLE[other], 100 - share)
        };
        let date = first_of(month) + chance.between(0, 27);
        transactions.push(format!(
            "date: {date}, kind: invoice, document: D-{number}, amount: {} EUR, {who}",
            money(amount)
        ));
        for (person, share) in [(one, share), (other, 100 - share)] {
            let credit = part(amount, 100) * percent(share);
            if person == payee {
                own_sales.push((month, credit.clone()));
            }
            if chain(lines, person, month, levels).contains(&payee) {
                team_sales.push((month, credit));
            }
        }
    }
    case.facts("transactions", transactions);
    (own_sales, team_sales)
}

fn lines(chance: &mut Chance) -> Vec<Line> {
    let mut other = |person: usize| {
        let choices: Vec<usize> = (0..PEOPLE.len()).filter(|other| *other != person).collect();
        chance.one_of(&choices)
    };
    let mut drawn: Vec<(usize, usize, usize)> = (0..PEOPLE.len()).map(|person| (person, other(person), other(person))).collect();
    drawn
        .drain(..)
        .map(|(person, before, after)| {
            let managers = match chance.between(1, 4) {
                1 => Vec::new(),
                2 => {
                    let change = chance.between(2, 12);
                    vec![(1, change, before), (change, 13, after)]
                }
                _ => vec![(1, 13, before)],
            };
            Line { person, managers }
        })
        .collect()
}

fn manager_lines(lines: &[Line]) -> Vec<String> {
    let line = |person: usize, (from, to, manager): &(i64, i64, usize)| {
        format!(
            "person: {}, manager: {}, from: {}, to: {}",
            PEOPLE[person],
            PEOPLE[*manager],
            first_of(*from),
            first_of(*to)
        )
    };
    lines
        .iter()
        .flat_map(|each| each.managers.iter().map(move |held| line(each.person, held)))
        .collect()
}

/// Who stands above somebody in a month, nearest first; nobody twice, and never the seller.
fn chain(lines: &[Line], seller: usize, month: i64, levels: i64) -> Vec<usize> {
    let mut above = Vec::new();
    let mut person = seller;
    for _ in 0..levels {
        let held = lines[person].managers.iter().find(|(from, to, _)| (*from..*to).contains(&month));
        match held {
            Some((_, _, manager)) if *manager != seller && !above.contains(manager) => {
                above.push(*manager);
                person = *manager;
            }
            Some(_) | None => break,
        }
    }
    above
}
