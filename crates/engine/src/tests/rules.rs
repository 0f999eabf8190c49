//! The rules of crediting, one case each.

use super::shelf::*;
use crate::{
    Comparison, Condition, CreditTo, Crediting, CreditingRule, EngineProblem, Fact, FactKind, Reason, TextField, UNCREDITED_LISTED_MAX,
};
use vocabulary::{Currency, Ratio, Scaled};

#[test]
fn on_the_day_of_a_hand_over_the_successor_is_credited() {
    let mut crediting = split(&[("ada", "1"), ("ben", "1")]);
    crediting.holdings.to_mut()[0].interval = span("2027-01-01", "2027-04-15");
    crediting.holdings.to_mut()[1].interval = span("2027-04-15", "2032-01-01");
    let facts = vec![
        fact("before", "2027-04-14", "1"),
        fact("on the day", "2027-04-15", "10"),
        fact("last day", "2031-12-31", "100"),
        fact("vacant", "2032-01-01", "1000"),
        fact("too early", "2026-12-31", "1000"),
    ];
    let ever = [period("ever", "2020-01-01", "2040-01-01")];
    let credits = Shelf::holding(&[facts]).credit(&crediting, &ever, 1);
    assert_eq!(amounts(&credits), [("ada", Ratio::whole(1)), ("ben", Ratio::whole(110))]);
    let no_holder = Reason::NoHolder { role: "kam".to_owned() };
    let uncredited: Vec<(&str, &Reason)> = credits
        .uncredited
        .iter()
        .map(|fact| (fact.document.as_str(), &fact.reason))
        .collect();
    assert_eq!(uncredited, [("too early", &no_holder), ("vacant", &no_holder)]);
}

#[test]
fn the_first_direct_rule_and_every_overlay_apply() {
    let mut rules = vec![rule("first", CreditTo::Seller), rule("second", CreditTo::Seller)];
    let overlay = |id: &str, by_share: bool| CreditingRule {
        overlay: true,
        by_share,
        ..rule(id, holders("kam"))
    };
    rules.extend([overlay("part", true), overlay("whole", false)]);
    let holdings = vec![kam("cem", "0.1"), kam("dora", "0.2")];
    let crediting = Crediting {
        rules,
        holdings: holdings.into(),
        ..Crediting::default()
    };
    let credits = Shelf::holding(&[vec![fact("order", "2027-03-01", "1000")]]).credit(&crediting, &year_2027(), 1);
    let credited: Vec<(&str, &str, Ratio)> = credits.totals.iter().map(|total| (total.payee, total.rule, total.amount)).collect();
    let expected = [
        ("ada", "first", Ratio::whole(1000)),
        ("cem", "part", Ratio::whole(100)),
        ("cem", "whole", Ratio::whole(1000)),
        ("dora", "part", Ratio::whole(200)),
        ("dora", "whole", Ratio::whole(1000)),
    ];
    assert_eq!(credited, expected);
}

#[test]
fn a_fact_that_nobody_is_credited_with_says_why() {
    let mut rules = vec![
        taking("usage", TextField::Kind, "usage"),
        taking("orders", TextField::Kind, "order_line"),
    ];
    rules[1].to = holders("kam");
    rules.push(CreditingRule {
        overlay: true,
        ..taking("survey", TextField::Kind, "survey_answer")
    });
    let crediting = Crediting {
        rules,
        ..Crediting::default()
    };
    let facts = vec![
        Fact {
            kind: FactKind::Usage,
            seller: None,
            ..fact("a", "2027-03-01", "1.5")
        },
        fact("b", "2027-03-01", "20.25"),
        Fact {
            kind: FactKind::Cost,
            ..fact("c", "2027-03-01", "300")
        },
        fact("d", "2028-01-01", "-4000"),
        Fact {
            kind: FactKind::SurveyAnswer,
            ..fact("e", "2027-03-01", "9")
        },
    ];
    let credits = Shelf::holding(&[facts]).credit(&crediting, &year_2027(), 1);
    let listed: Vec<(&str, &str)> = credits
        .uncredited
        .iter()
        .map(|fact| (fact.document.as_str(), fact.reason.name()))
        .collect();
    assert_eq!(
        listed,
        [("b", "no_holder"), ("c", "no_rule"), ("a", "no_seller"), ("d", "outside_periods")]
    );
    let totals: Vec<(&str, String)> = credits
        .uncredited_totals
        .iter()
        .map(|total| (total.reason.as_str(), total.amount.to_string()))
        .collect();
    let expected = [
        ("no_holder", "20.25"),
        ("no_rule", "300"),
        ("no_seller", "1.5"),
        ("outside_periods", "-4000"),
    ];
    assert_eq!(totals, expected.map(|(reason, amount)| (reason, amount.to_owned())));
    let overlay_only: Vec<FactKind> = credits
        .control
        .iter()
        .filter(|control| !control.overlay_only.is_zero())
        .map(|control| control.kind)
        .collect();
    assert_eq!(overlay_only, [FactKind::SurveyAnswer]);
}

#[test]
fn the_list_of_uncredited_facts_is_cut_but_its_totals_are_complete() {
    let facts: Vec<Fact> = (0..UNCREDITED_LISTED_MAX + 5)
        .map(|number| fact(&format!("{number:05}"), "2027-03-01", "1.00"))
        .collect();
    let (first, second) = facts.split_at(500);
    let credits = Shelf::holding(&[second.to_vec(), first.to_vec()]).credit(&Crediting::default(), &year_2027(), 2);
    assert_eq!(credits.uncredited.len(), UNCREDITED_LISTED_MAX);
    assert_eq!(credits.uncredited[UNCREDITED_LISTED_MAX - 1].document, "00999");
    assert_eq!(credits.uncredited_totals[0].lines, 1005);
    assert_eq!(credits.uncredited_totals[0].amount.to_string(), "1005.00");
}

/// Lines of several accounts, more than are listed, that nobody is credited with.
fn idle_lines(lines_at: &[usize]) -> Vec<Fact> {
    let at = |(account, lines): (usize, &usize)| {
        (0..*lines).map(move |line| Fact {
            account: format!("A{account}"),
            ..fact(&format!("{account}-{line:05}"), &format!("2027-{:02}-03", line % 12 + 1), "1.00")
        })
    };
    lines_at.iter().enumerate().flat_map(at).collect()
}

#[test]
fn a_process_that_stays_lists_the_same_uncredited_facts_as_one_that_begins() {
    // Lists that end after an account, in the middle of one, and nowhere.
    for lines_at in [&[700, 100, 500, 300][..], &[10, 1_400, 40], &[1_400], &[30, 20]] {
        let first = idle_lines(lines_at);
        let mut shelf = Shelf::holding(std::slice::from_ref(&first));
        let stays = shelf.store();
        for step in 0..3 {
            let credits = stays.credit(&shelf.pinned, &Crediting::default(), &year_2027(), Some(2)).unwrap();
            assert_eq!(
                credits,
                shelf.credit(&Crediting::default(), &year_2027(), 2),
                "{lines_at:?} step {step}"
            );
            // Some lines move to another day, some to another account, and some are new.
            let moved = first
                .iter()
                .skip(step)
                .step_by(7 - step)
                .map(|line| match line.document.as_bytes().last() {
                    Some(b'0'..b'6') => Fact {
                        date: day("2027-06-04").plus_days(i64::try_from(step).unwrap()),
                        ..line.clone()
                    },
                    _ => Fact {
                        account: format!("A{}", (step + 1) % 4),
                        ..line.clone()
                    },
                });
            let late = (0..40).map(|number| fact(&format!("late {step} {number}"), "2027-01-01", "2"));
            let more: Vec<Fact> = moved.chain(late).collect();
            shelf.add(&more);
        }
    }
}

#[test]
fn credits_are_found_by_payee_whether_they_hold_or_sell() {
    let seller = |seller: &str, document: &str| Fact {
        seller: Some(seller.to_owned()),
        ..fact(document, "2027-03-01", "10")
    };
    let overlay = CreditingRule {
        overlay: true,
        ..rule("overlay", holders("kam"))
    };
    let crediting = Crediting {
        rules: vec![rule("sold", CreditTo::Seller), overlay],
        ..split(&[("ben", "0.5"), ("dora", "0.5")])
    };
    let mut shelf = Shelf::holding(&[vec![seller("ada", "1"), seller("zoe", "2"), seller("ben", "3")]]);
    let stays = shelf.store();
    stays.credit(&shelf.pinned, &crediting, &year_2027(), Some(2)).unwrap();
    shelf.add(&[seller("cem", "4"), seller("ada", "5")]);
    let credits = stays.credit(&shelf.pinned, &crediting, &year_2027(), Some(2)).unwrap();
    assert_eq!(credits, shelf.credit(&crediting, &year_2027(), 1));
    let credited: Vec<(&str, &str, Ratio)> = credits.totals.iter().map(|total| (total.payee, total.rule, total.amount)).collect();
    let expected = [
        ("ada", "sold", Ratio::whole(20)),
        ("ben", "sold", Ratio::whole(10)),
        ("ben", "overlay", Ratio::whole(25)),
        ("cem", "sold", Ratio::whole(10)),
        ("dora", "overlay", Ratio::whole(25)),
        ("zoe", "sold", Ratio::whole(10)),
    ];
    assert_eq!(credited, expected);
    assert_eq!(credits.totals.len(), expected.len());
    for payee in ["ada", "ben", "cem", "dora", "eve", "zoe"] {
        let own: Vec<_> = credits.totals.iter().filter(|total| total.payee == payee).collect();
        assert_eq!(credits.totals.of_payee(payee).collect::<Vec<_>>(), own);
    }
}

#[test]
fn copies_of_holdings_keep_theirs_when_one_is_changed() {
    let before = split(&[("ada", "1")]);
    let mut after = before.clone();
    after.holdings.to_mut()[0].payee = "ben".to_owned();
    assert_ne!(before, after);
    let shelf = Shelf::holding(&[vec![fact("order", "2027-03-01", "1")]]);
    let stays = shelf.store();
    for (crediting, payee) in [(&before, "ada"), (&after, "ben"), (&before, "ada")] {
        let credits = stays.credit(&shelf.pinned, crediting, &year_2027(), Some(1)).unwrap();
        assert_eq!(amounts(&credits), [(payee, Ratio::one())]);
    }
}

#[test]
fn uncredited_facts_are_listed_by_account_and_day_without_older_versions() {
    let at = |account: &str, document: &str, date: &str| Fact {
        account: account.to_owned(),
        ..fact(document, date, "1")
    };
    let batches = [
        vec![at("B", "1", "2027-01-05"), at("A", "2", "2027-06-01"), at("A", "3", "2027-02-01")],
        vec![at("C", "1", "2027-01-04")],
    ];
    let credits = Shelf::holding(&batches).credit(&Crediting::default(), &year_2027(), 2);
    let listed: Vec<(&str, &str)> = credits
        .uncredited
        .iter()
        .map(|fact| (fact.account.as_str(), fact.document.as_str()))
        .collect();
    assert_eq!(listed, [("A", "3"), ("A", "2"), ("C", "1")]);
    assert_eq!(credits.uncredited_totals[0].lines, 3);
}

#[test]
fn batches_that_do_not_belong_together_are_refused() {
    let mut shelf = Shelf::holding(&[vec![fact("a", "2027-03-01", "1")], vec![fact("a", "2027-04-01", "2")]]);
    shelf.pinned.remove(0);
    let problem = shelf
        .store()
        .credit(&shelf.pinned, &Crediting::default(), &year_2027(), None)
        .unwrap_err();
    assert!(matches!(problem, EngineProblem::Unbalanced), "{problem}");
}

#[test]
fn more_conditions_on_lines_than_can_be_kept_apart_are_refused() {
    let rules = |count: usize| Crediting {
        rules: (0..count)
            .map(|number| taking(&format!("rule {number}"), TextField::Product, &format!("P{number}")))
            .collect(),
        ..Crediting::default()
    };
    let last = Fact {
        product: Some("P63".to_owned()),
        ..fact("a", "2027-03-01", "7")
    };
    let shelf = Shelf::holding(&[vec![last]]);
    assert_eq!(amounts(&shelf.credit(&rules(64), &year_2027(), 1)), [("ada", Ratio::whole(7))]);
    let problem = shelf.store().credit(&shelf.pinned, &rules(65), &year_2027(), None).unwrap_err();
    assert!(
        matches!(problem, EngineProblem::TooManyConditions { found: 65, most: 64 }),
        "{problem}"
    );
}

#[test]
fn a_newer_version_supersedes_and_an_amount_of_zero_withdraws() {
    let crediting = Crediting {
        rules: vec![rule("seller", CreditTo::Seller)],
        ..Crediting::default()
    };
    let moved = Fact {
        seller: Some("ben".to_owned()),
        account: "A2".to_owned(),
        ..fact("a", "2027-05-01", "70")
    };
    let batches = [
        vec![
            fact("a", "2027-03-01", "100"),
            fact("b", "2027-03-01", "5"),
            fact("c", "2027-03-01", "1"),
        ],
        vec![moved.clone(), fact("b", "2027-03-01", "0")],
    ];
    let shelf = Shelf::holding(&batches);
    let credits = shelf.credit(&crediting, &year_2027(), 2);
    assert_eq!(amounts(&credits), [("ada", Ratio::whole(1)), ("ben", Ratio::whole(70))]);
    assert_eq!((credits.facts, credits.superseded), (3, 2));
    let filter = crate::LineFilter {
        account: Some("A1".to_owned()),
        ..crate::LineFilter::default()
    };
    let page = shelf.store().lines(&shelf.pinned, &filter, 0, 10).unwrap();
    assert_eq!(page.facts, [fact("b", "2027-03-01", "0"), fact("c", "2027-03-01", "1")]);
    let ben = shelf.credited(&crediting, "ben", "sales", span("2027-01-01", "2028-01-01"));
    assert_eq!(ben.into_iter().map(|line| line.fact).collect::<Vec<_>>(), [moved]);
}

#[test]
fn versions_recorded_at_the_same_instant_are_ordered_by_batch_id() {
    let crediting = Crediting {
        rules: vec![rule("seller", CreditTo::Seller)],
        ..Crediting::default()
    };
    let mut shelf = Shelf::holding(&[vec![fact("a", "2027-03-01", "1")], vec![fact("a", "2027-03-01", "2")]]);
    shelf.pinned[1].recorded = shelf.pinned[0].recorded;
    shelf.pinned.reverse();
    // A batch pinned twice still counts once.
    shelf.pinned.push(shelf.pinned[0].clone());
    assert_eq!(amounts(&shelf.credit(&crediting, &year_2027(), 1)), [("ada", Ratio::whole(2))]);
}

#[test]
fn thresholds_compare_exactly_and_only_within_their_currency() {
    let usd = Fact {
        currency: Currency::parse("USD").unwrap(),
        ..fact("usd", "2027-03-01", "99")
    };
    let facts = vec![fact("a", "2027-03-01", "0.333333"), fact("b", "2027-03-01", "0.333334"), usd];
    let shelf = Shelf::holding(&[facts]);
    let credited = |cmp: Comparison, than: Ratio| {
        let when = Condition::Amount {
            cmp,
            than,
            currency: Currency::parse("EUR").unwrap(),
        };
        let rules = vec![CreditingRule {
            when,
            ..rule("seller", CreditTo::Seller)
        }];
        let credits = shelf.credit(
            &Crediting {
                rules,
                ..Crediting::default()
            },
            &year_2027(),
            1,
        );
        amounts(&credits).into_iter().map(|(_, amount)| amount).sum::<Ratio>()
    };
    let third = || Ratio::fraction(1, 3).unwrap();
    let (a, b) = (ratio("0.333333"), ratio("0.333334"));
    assert_eq!(credited(Comparison::Below, third()), a);
    assert_eq!(credited(Comparison::AtMost, third()), a);
    assert_eq!(credited(Comparison::Equal, third()), Ratio::zero());
    assert_eq!(credited(Comparison::Different, third()), &a + &b);
    assert_eq!(credited(Comparison::AtLeast, third()), b);
    assert_eq!(credited(Comparison::Above, a.clone()), b);
    assert_eq!(credited(Comparison::AtLeast, a.clone()), &a + &b);
    assert_eq!(
        credited(Comparison::Below, Ratio::whole(i128::MAX) * Ratio::whole(i128::MAX)),
        &a + &b
    );
    assert_eq!(
        credited(Comparison::Above, (Ratio::whole(i128::MIN) * Ratio::whole(i128::MAX)).clone()),
        &a + &b
    );
}

#[test]
fn sums_stay_exact_where_128_bits_end() {
    let largest = Scaled::new(i128::from(i64::MAX), 0).unwrap();
    let facts: Vec<Fact> = (0..40)
        .map(|n| Fact {
            amount: largest,
            ..fact(&n.to_string(), "2027-03-01", "0")
        })
        .collect();
    let denominators = [999_983_i128, 999_979, 1_000_000_007];
    let shares: Vec<Ratio> = denominators.iter().map(|d| Ratio::fraction(1, *d).unwrap()).collect();
    let rest = Ratio::one() + shares.iter().cloned().sum::<Ratio>().neg();
    let mut crediting = split(&[("a", "0"), ("b", "0"), ("c", "0"), ("d", "0")]);
    for (holding, share) in crediting.holdings.to_mut().iter_mut().zip(shares.iter().chain([&rest])) {
        holding.share = share.clone();
    }
    let credits = Shelf::holding(&[facts]).credit(&crediting, &year_2027(), 2);
    let total = Ratio::whole(i128::from(i64::MAX) * 40);
    let expected: Vec<Ratio> = shares.iter().chain([&rest]).map(|share| &total * share).collect();
    let credited: Vec<Ratio> = amounts(&credits).into_iter().map(|(_, amount)| amount).collect();
    assert_eq!(credited, expected);
}

#[test]
fn overlapping_periods_and_impossible_shares_are_refused() {
    let shelf = Shelf::new();
    let periods = [
        period("2027-Q1", "2027-01-01", "2027-04-01"),
        period("2027-03", "2027-03-01", "2027-04-01"),
    ];
    let refusal = |crediting: &Crediting, periods: &[vocabulary::Period]| {
        shelf
            .store()
            .credit(&shelf.pinned, crediting, periods, None)
            .unwrap_err()
            .to_string()
    };
    let overlap = refusal(&Crediting::default(), &periods);
    assert_eq!(
        overlap,
        "The periods 2027-Q1 and 2027-03 overlap, so a fact would count twice. Ask for periods that follow one another."
    );
    let share = refusal(&split(&[("ada", "1.5"), ("ben", "-0.5")]), &year_2027());
    assert_eq!(
        share,
        "The share of ada as kam of account A1 is 1.5; a share lies between 0 and 1. Correct the assignment."
    );
}

#[test]
fn a_list_of_an_interval_ends_before_the_intervals_end() {
    let facts = vec![
        fact("a", "2027-02-28", "1"),
        fact("b", "2027-03-01", "1"),
        fact("c", "2027-03-31", "1"),
        fact("d", "2027-04-01", "1"),
    ];
    let shelf = Shelf::holding(&[facts]);
    let filter = crate::LineFilter {
        interval: Some(span("2027-03-01", "2027-04-01")),
        ..crate::LineFilter::default()
    };
    let page = shelf.store().lines(&shelf.pinned, &filter, 0, 10).unwrap();
    let documents: Vec<&str> = page.facts.iter().map(|fact| fact.document.as_str()).collect();
    assert_eq!((documents, page.total), (vec!["c", "b"], 2));
}
