//! When earnings are paid: with their period, on days, in instalments, after an event, in quarterly runs; shares that
//! are kept back; and what leavers get of what is unpaid.

use super::numbers::{Date, cents, first_of, last_of, money, part};
use super::{Case, Chance, SUM, plan_for};

/// When a part falls due, for an earning that was posted on the last day of its month.
#[derive(Clone)]
enum At {
    Days(i64),
    On(Date),
    GoLive,
}

impl At {
    fn chosen(chance: &mut Chance) -> At {
        match chance.between(1, 4) {
            1 | 2 => At::Days(chance.between(0, 150)),
            3 => At::On(first_of(1) + chance.between(0, 380)),
            _ => At::GoLive,
        }
    }

    fn text(&self) -> String {
        match self {
            At::Days(days) => format!("at: \"+{days}d\""),
            At::On(day) => format!("at: {day}"),
            At::GoLive => "when: event.kind == \"go_live\"".to_owned(),
        }
    }

    /// The day on which it is due; never before the earning is posted.
    fn due(&self, posted: Date, go_live: Option<Date>) -> Option<Date> {
        match self {
            At::Days(days) => Some(posted + *days),
            At::On(day) => Some((*day).max(posted)),
            At::GoLive => go_live.map(|day| day.max(posted)),
        }
    }
}

/// Cents in parts that make the whole: each is cut, and the cents left over go to the largest remainders.
fn in_parts(amount: i64, shares: &[(i64, i64)]) -> Vec<i64> {
    let exact: Vec<_> = shares.iter().map(|(top, bottom)| part(amount.abs() * top, *bottom)).collect();
    let mut parts: Vec<i64> = exact
        .iter()
        .map(|exact| i64::try_from(exact.floor().to_integer()).unwrap())
        .collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    // Among equal remainders the earlier part comes first.
    order.sort_by(|one, other| exact[*other].fract().cmp(&exact[*one].fract()).then(one.cmp(other)));
    let missing = amount.abs() - parts.iter().sum::<i64>();
    for place in order.into_iter().take(usize::try_from(missing).unwrap()) {
        parts[place] += 1;
    }
    parts.into_iter().map(|each| each * amount.signum()).collect()
}

/// A part of an earning in cents: posted when, due when.
struct Due {
    posted: Date,
    due: Option<Date>,
    cents: i64,
}

fn terms(chance: &mut Chance) -> (bool, &'static str) {
    let quarterly = chance.one_in(3);
    (quarterly, if quarterly { ", calculate: monthly, pay: quarterly" } else { "" })
}

fn base(chance: &mut Chance, pay: &str, terms: &str, attached: &str) -> Case {
    Case::of_some_months(
        plan_for(
            ("2027-01-01", "2028-01-01"),
            &format!("currency: {{ plan: EUR }}\ncalendar: {{ kind: month{pay} }}"),
            &format!(
                "{terms}measures:
  sales: {{ unit: EUR, interval: month, value: {SUM} }}
components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10%{attached} }}"
            ),
        ),
        chance,
    )
}

/// What twelve months earn in cents, some of it negative, as the measure gives it.
fn earnings(chance: &mut Chance, case: &mut Case, last: i64) -> Vec<i64> {
    let mut values = Vec::new();
    let earned: Vec<i64> = (1..=12)
        .map(|month| {
            let sold = if month > last {
                0
            } else if chance.one_in(6) {
                chance.between(-90_000, 0)
            } else {
                chance.between(0, 300_000)
            };
            values.push(format!("2027-{month:02}: {} EUR", money(sold)));
            cents(&(part(sold, 100) * part(1, 10)))
        })
        .collect();
    case.given(format!("measures: {{ sales: {{ {} }} }}", values.join(", ")));
    earned
}

fn go_live(chance: &mut Chance, case: &mut Case) -> Option<Date> {
    let day = chance.one_in(2).then(|| first_of(1) + chance.between(0, 364));
    case.facts("events", day.iter().map(|day| format!("date: {day}, kind: go_live")).collect());
    day
}

/// Pays what is due at the end of each month, or quarter.
fn expect_payments(case: &mut Case, earned: &[i64], dues: &[Due], quarterly: bool) {
    let (mut paid, mut earned_so_far) = (0, 0);
    for month in 1..=12 {
        let end = last_of(month);
        earned_so_far += earned[usize::try_from(month - 1).unwrap()];
        let is_run = !quarterly || month % 3 == 0;
        let payable: i64 = dues
            .iter()
            .filter(|due| due.posted <= end && due.due.is_some_and(|day| day <= end))
            .map(|due| due.cents)
            .sum();
        let now = if is_run { paid.max(payable) } else { paid };
        let name = format!("2027-{month:02}");
        case.expect(&name, "payments", money(now - paid));
        case.expect(&name, "balance", money(earned_so_far - now));
        paid = now;
    }
    case.expect("2027", "payments", money(paid));
}

pub(super) fn instalments(chance: &mut Chance) -> Case {
    let (quarterly, pay) = terms(chance);
    let shares = chance.one_of(&[
        vec![(50, 100), (50, 100)],
        vec![(1, 3), (1, 3), (1, 3)],
        vec![(70, 100), (30, 100)],
        vec![(17, 100), (33, 100), (50, 100)],
        vec![(1, 1)],
    ]);
    let way = chance.between(1, 5);
    let parts: Vec<((i64, i64), At)> = shares.into_iter().map(|share| (share, At::chosen(chance))).collect();
    let days = chance.between(0, 200);
    let mut dates: Vec<Date> = (0..chance.between(1, 4)).map(|_| first_of(1) + chance.between(20, 380)).collect();
    dates.sort();
    dates.dedup();
    let attached = match way {
        1 => String::new(),
        2 => format!(", pay_when: {{ period_end: \"+{days}d\" }}"),
        3 => {
            let dates: Vec<String> = dates.iter().map(ToString::to_string).collect();
            format!(", pay_when: {{ dates: [{}] }}", dates.join(", "))
        }
        _ => {
            let parts: Vec<String> = parts
                .iter()
                .map(|((top, bottom), at)| format!("{{ share: {top}/{bottom}, {} }}", at.text()))
                .collect();
            format!(", pay_when: {{ instalments: [{}] }}", parts.join(", "))
        }
    };
    let mut case = base(chance, pay, "", &attached);
    let earned = earnings(chance, &mut case, 12);
    let event = go_live(chance, &mut case);
    let mut dues = Vec::new();
    for (month, earned) in (1..=12).zip(&earned) {
        let posted = last_of(month);
        match way {
            // What is taken back waits for no day.
            _ if *earned < 0 => dues.push(Due {
                posted,
                due: Some(posted),
                cents: *earned,
            }),
            // The pay run of the period pays it, on whatever day.
            1 | 2 => dues.push(Due {
                posted,
                due: Some(posted),
                cents: *earned,
            }),
            // On each of the days everything that is earned by then is paid.
            3 => dues.push(Due {
                posted,
                due: dates.iter().copied().find(|day| *day >= posted),
                cents: *earned,
            }),
            _ => {
                let shares: Vec<(i64, i64)> = parts.iter().map(|(share, _)| *share).collect();
                for (cents, (_, at)) in in_parts(*earned, &shares).into_iter().zip(&parts) {
                    dues.push(Due {
                        posted,
                        due: at.due(posted, event),
                        cents,
                    });
                }
            }
        }
    }
    expect_payments(&mut case, &earned, &dues, quarterly);
    case
}

/// An earning in the part that is paid with its period and the part that is kept back; nothing of a loss is kept back.
fn kept(earned: i64, share: i64) -> Vec<i64> {
    if earned < 0 {
        vec![earned, 0]
    } else {
        in_parts(earned, &[(100 - share, 100), (share, 100)])
    }
}

/// The share that is kept back and until when.
fn kept_back(chance: &mut Chance) -> (i64, At) {
    (chance.one_of(&[10, 15, 25, 30, 50]), At::chosen(chance))
}

pub(super) fn holdbacks(chance: &mut Chance) -> Case {
    let (quarterly, pay) = terms(chance);
    let (share, at) = kept_back(chance);
    let mut case = base(chance, pay, "", &format!(", holdback: {{ share: {share}%, {} }}", at.text()));
    let earned = earnings(chance, &mut case, 12);
    let event = go_live(chance, &mut case);
    let mut dues = Vec::new();
    for (month, earned) in (1..=12).zip(&earned) {
        let posted = last_of(month);
        let parts = kept(*earned, share);
        dues.push(Due {
            posted,
            due: Some(posted),
            cents: parts[0],
        });
        dues.push(Due {
            posted,
            due: at.due(posted, event),
            cents: parts[1],
        });
    }
    expect_payments(&mut case, &earned, &dues, quarterly);
    case
}

/// At exit everything earned is paid, or what is not paid before the exit is lost.
pub(super) fn leavers(chance: &mut Chance) -> Case {
    let words = ["pay_earned", "forfeit_unpaid"];
    let (good, bad) = (chance.one_of(&words), chance.one_of(&words));
    let is_good = chance.one_in(2);
    let forfeits = (if is_good { good } else { bad }) == "forfeit_unpaid";
    let (share, at) = kept_back(chance);
    let mut case = base(
        chance,
        "",
        &format!("leaver: {{ good: {good}, bad: {bad} }}\n"),
        &format!(", holdback: {{ share: {share}%, {} }}", at.text()),
    );
    let leaves = first_of(1) + chance.between(25, 330);
    case.given(format!(
        "participant: {{ leaves: {leaves}, leaver: {} }}",
        if is_good { "good" } else { "bad" }
    ));
    let (_, exit, _) = (leaves + -1).parts();
    let earned = earnings(chance, &mut case, exit);
    let event = go_live(chance, &mut case);
    let mut dues = Vec::new();
    for (month, earned) in (1..=12).zip(&earned) {
        let posted = last_of(month);
        let parts = kept(*earned, share);
        for (cents, due) in [(parts[0], Some(posted)), (parts[1], at.due(posted, event))] {
            let open_at_exit = due.is_none_or(|day| day >= leaves);
            let due = if open_at_exit { Some(posted.max(leaves + -1)) } else { due };
            // What is lost is neither paid nor owed from the exit on.
            let lost = open_at_exit && forfeits && cents > 0;
            dues.push((Due { posted, due, cents }, lost));
        }
    }
    let (mut paid, mut earned_so_far) = (0, 0);
    for month in 1..=12 {
        let end = last_of(month);
        earned_so_far += earned[usize::try_from(month - 1).unwrap()];
        let due = |is_lost: bool| -> i64 {
            let settled = dues
                .iter()
                .filter(|(due, lost)| *lost == is_lost && due.posted <= end && due.due.is_some_and(|day| day <= end));
            settled.map(|(due, _)| due.cents).sum()
        };
        let now = paid.max(due(false));
        let name = format!("2027-{month:02}");
        case.expect(&name, "payments", money(now - paid));
        case.expect(&name, "balance", money(earned_so_far - now - due(true)));
        paid = now;
    }
    case
}
