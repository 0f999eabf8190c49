//! The figures of coaching and the alerts on them, worked out by hand from the rules.

use super::firm::{CORE, Firm, MARAS, NILSS, OLOFS, deal, skill};
use crate::people::coaching::rules::session::{SaidSession, Skill, Stage};
use platform::testing::{TestProgramme, on_both};
use vocabulary::{Cell, Ratio, Trace};

fn halves(n: i128) -> Cell {
    Cell::Number(Ratio::fraction(n, 2).unwrap())
}

async fn open() -> Firm {
    Firm::open(TestProgramme::new(crate::book()).await).await
}

async fn ranked() -> Firm {
    Firm::ranked(TestProgramme::new(crate::book()).await).await
}

#[tokio::test]
async fn r_coa_1_hours_above_five_in_a_month_give_no_further_credit() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        // The hours 0, 2, 3, 4.5, 5, 6 and 9 count as 0, 2, 3, 4.5, 5, 5 and 5.
        let vector = [
            (0, 0, 0),
            (120, 4, 4),
            (180, 6, 6),
            (270, 9, 9),
            (300, 10, 10),
            (360, 12, 10),
            (540, 18, 10),
        ];
        for (reference, (minutes, hours, credited)) in MARAS.into_iter().zip(vector) {
            if minutes > 0 {
                firm.log("M", reference, deal("2026-02-10", minutes, Stage::Close)).await;
            }
            let received = firm.figure("coaching.hours", reference, "").await;
            assert_eq!(received.value, Ok(halves(hours)), "{reference}");
            let counts = firm.figure("coaching.credited_hours", reference, "2026-02").await;
            assert_eq!(counts.value, Ok(halves(credited)), "{reference}");
            let note = counts.trace.note.unwrap_or_default();
            assert_eq!(note.contains("no further credit"), hours > credited, "{reference}: {note}");
        }
        let beyond = firm.figure("coaching.credited_hours", "S7", "2026-02").await.trace.note.unwrap();
        assert!(beyond.contains("4 hours beyond"), "{beyond}");
        // A month is a calendar month: nothing of February counts in January or March.
        for month in ["2026-01", "2026-03"] {
            assert_eq!(firm.figure("coaching.hours", "S7", month).await.value, Ok(halves(0)));
        }
    })
    .await;
}

#[tokio::test]
async fn r_coa_2_hours_never_enter_the_quality() {
    let firm = open().await;
    firm.at("2025-12-01T09:00:00Z");
    let values = [5, 4, 4, 3, 1];
    for ((reference, value), minutes) in OLOFS.into_iter().zip(values).zip([10, 60, 300, 540, 600]) {
        let session = firm.log("O", reference, skill("2025-11-20", minutes, Skill::Teach)).await;
        firm.rate(reference, session, value).await.unwrap();
    }
    firm.at("2026-03-02T09:00:00Z");
    // (5 + 4 + 4 + 3 + 1) ÷ 5 = 3.4, however long each was coached.
    let quality = firm.figure("coaching.quality", "O", "").await;
    assert_eq!(quality.value, Ok(Cell::Number(Ratio::fraction(17, 5).unwrap())));
}

/// A month in which the core gets some minutes a head, the star and the low performer some others.
async fn month(firm: &Firm, on: &str, core: i64, others: [i64; 2]) {
    for reference in CORE {
        firm.log("M", reference, deal(on, core, Stage::Creation)).await;
    }
    for (reference, minutes) in ["S1", "S7"].into_iter().zip(others) {
        firm.log("M", reference, deal(on, minutes, Stage::Creation)).await;
    }
}

#[tokio::test]
async fn r_coa_3_equal_coaching_is_a_pitfall_and_its_alert_closes_by_itself() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::ranked(programme).await;
        month(&firm, "2026-02-10", 100, [100, 100]).await;
        assert_eq!(firm.light(2, "M", "").await, "raised", "100 min a head for everybody");
        assert_eq!(firm.alerts("M").await, ["AL-COA-P2"]);
        assert!(firm.alerts("S2").await.is_empty(), "the alert is about the coach");
        // March: 120 a head on the core, 90 on the star, 50 on the low performer.
        firm.at("2026-03-20T09:00:00Z");
        month(&firm, "2026-03-12", 120, [90, 50]).await;
        assert_eq!(firm.open_alerts("M").await, ["AL-COA-P2"], "March is not over");
        firm.at("2026-04-01T09:00:00Z");
        assert_eq!(firm.light(2, "M", "").await, "clear");
        assert_eq!(firm.light(2, "M", "2026-02").await, "raised", "the past stays as it was");
        assert!(!firm.alerts("M").await.contains(&"AL-COA-P2".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn r_coa_3_the_core_gets_strictly_more_a_head_and_its_share_of_all_minutes() {
    let firm = ranked().await;
    // 5 × 120 = 600 of 600 + 60 + 340 = 1,000 would be 60 %, but the low performer gets more a head.
    month(&firm, "2026-01-13", 120, [60, 340]).await;
    assert_eq!(firm.light(2, "M", "2026-01").await, "raised");
    // 5 × 60 = 300 of 300 + 59 + 59 = 418 is 72 %: clear.
    month(&firm, "2026-02-10", 60, [59, 59]).await;
    assert_eq!(firm.light(2, "M", "2026-02").await, "clear");
    // Minutes with somebody of another team count among all: 300 ÷ (418 + 83) = 59.9 %.
    firm.import(
        "sessions.csv",
        "reference,coach,coachee,date,minutes,kind,stage\nX-1,M,T1,2026-02-11,83,deal,close\n",
    )
    .await;
    assert_eq!(firm.light(2, "M", "2026-02").await, "raised");
}

async fn all(firm: &Firm, coach: &str, coachees: &[&str], said: SaidSession) {
    for reference in coachees {
        firm.log(coach, reference, said.clone()).await;
    }
}

#[tokio::test]
async fn r_coa_4_as_many_minutes_on_the_middle_as_on_start_and_finish_are_a_pitfall() {
    let firm = open().await;
    assert_eq!(firm.light(3, "N", "").await, "no session on a deal's stage");
    for (reference, stage) in NILSS
        .into_iter()
        .zip([Stage::Creation, Stage::Close, Stage::Pursuit, Stage::PostDeal])
    {
        firm.log("N", reference, deal("2025-11-20", 30, stage)).await;
    }
    assert_eq!(firm.light(3, "N", "").await, "raised", "60 against 60");
    assert!(firm.open_alerts("N").await.contains(&"AL-COA-P3".to_owned()));
    firm.log("N", "T1", deal("2025-12-31", 1, Stage::Close)).await;
    assert_eq!(firm.light(3, "N", "").await, "clear", "61 against 60");
    assert!(
        !firm.open_alerts("N").await.contains(&"AL-COA-P3".to_owned()),
        "the act that clears it closes it"
    );
    assert_eq!(firm.light(3, "N", "2025-Q3").await, "no session on a deal's stage");
}

#[tokio::test]
async fn r_coa_5_deal_and_skill_each_need_thirty_percent_and_everybody_a_skill_session() {
    let firm = open().await;
    for (reference, minutes) in NILSS.into_iter().zip([30, 20, 20]) {
        firm.log("N", reference, skill("2025-11-20", minutes, Skill::Teach)).await;
    }
    firm.log("N", "T1", deal("2025-11-21", 140, Stage::Creation)).await;
    assert_eq!(firm.light(5, "N", "").await, "raised", "one of four had no skill session");
    firm.log("N", "T4", skill("2025-11-20", 20, Skill::Teach)).await;
    assert_eq!(firm.light(5, "N", "").await, "clear", "90 of 230 min are 39 %, and each had one");
    firm.log("N", "T1", deal("2025-11-22", 70, Stage::Close)).await;
    assert_eq!(firm.light(5, "N", "").await, "clear", "90 of 300 min are exactly 30 %");
    firm.log("N", "T1", deal("2025-11-23", 1, Stage::Close)).await;
    assert_eq!(firm.light(5, "N", "").await, "raised", "90 of 301 min are less");
    assert!(firm.open_alerts("N").await.contains(&"AL-COA-P5".to_owned()));
}

#[tokio::test]
async fn r_coa_6_feedback_without_an_instance_or_with_the_words_of_another_is_a_pitfall() {
    let firm = open().await;
    let words = |instance: &str| SaidSession {
        instance: instance.to_owned(),
        ..skill("2025-11-20", 30, Skill::Teach)
    };
    firm.log("N", "T1", words("The third slide at Nordkraft")).await;
    assert_eq!(firm.light(4, "N", "").await, "clear");
    firm.log("N", "T1", words("The third slide at Nordkraft")).await;
    assert_eq!(
        firm.light(4, "N", "").await,
        "clear",
        "the same words to the same person are no copy"
    );
    firm.log("N", "T2", words("the THIRD slide,  at Nordkraft.")).await;
    assert_eq!(firm.light(4, "N", "").await, "raised", "the same words to another person");
    firm.log(
        "N",
        "T3",
        SaidSession {
            day: crate::foundation::accounts::tests::day("2025-08-20"),
            ..words("")
        },
    )
    .await;
    assert_eq!(firm.light(4, "N", "2025-Q3").await, "raised", "no instance");
    assert!(firm.open_alerts("N").await.contains(&"AL-COA-P4".to_owned()));
}

#[tokio::test]
async fn r_coa_7_more_minutes_on_relationships_than_on_the_three_skills_are_a_pitfall() {
    let firm = open().await;
    firm.log("N", "T1", deal("2025-11-20", 300, Stage::Close)).await;
    assert_eq!(firm.light(1, "N", "").await, "no skill session in the quarter");
    for (reference, one) in NILSS.into_iter().zip([Skill::Teach, Skill::Tailor, Skill::TakeControl]) {
        firm.log("N", reference, skill("2025-11-20", 20, one)).await;
    }
    firm.log("N", "T4", skill("2025-11-20", 60, Skill::Relationship)).await;
    assert_eq!(firm.light(1, "N", "").await, "clear", "60 do not exceed 60");
    firm.log("N", "T4", skill("2025-11-21", 1, Skill::Relationship)).await;
    assert_eq!(firm.light(1, "N", "").await, "raised", "61 exceed 60");
    assert_eq!(firm.open_alerts("N").await.first().map(String::as_str), Some("AL-COA-P1"));
}

#[tokio::test]
async fn r_coa_8_too_many_hours_without_better_quality_are_a_pitfall() {
    let firm = open().await;
    firm.at("2025-12-01T09:00:00Z");
    for (coach, coachees, value) in [("M", &MARAS[..5], 4), ("O", &OLOFS[..], 3)] {
        for reference in coachees {
            let session = firm.log(coach, reference, skill("2025-11-20", 30, Skill::Teach)).await;
            firm.rate(reference, session, value).await.unwrap();
        }
    }
    firm.at("2026-03-02T09:00:00Z");
    for (coach, coachee) in [("M", "S1"), ("N", "T1"), ("O", "U1")] {
        firm.log(coach, coachee, deal("2026-02-10", 300, Stage::Close)).await;
        assert_eq!(firm.light(6, coach, "").await, "clear", "five hours are not more than five");
    }
    for (coach, coachee) in [("M", "S1"), ("N", "T1"), ("O", "U1")] {
        firm.log(coach, coachee, deal("2026-02-11", 1, Stage::Close)).await;
    }
    // The average of all coaches is (4 + 3) ÷ 2 = 3.5.
    assert_eq!(firm.light(6, "M", "").await, "clear", "4 is above 3.5");
    assert_eq!(firm.light(6, "O", "").await, "raised", "3 is not above 3.5");
    // R-XC-6: 3 and 3.5 of two coaches would be Mara's 4.
    let trace = firm.figure("coaching.pitfall_6", "O", "").await.trace;
    let average = trace.inputs.iter().find(|input| input.what == "Average of all coaches").unwrap();
    assert!(matches!(average.value, Cell::Unknown(_)), "{average:?}");
    assert_eq!(
        firm.light(6, "N", "").await,
        "too few coachees answered",
        "nobody answered: not raised, not judged"
    );
    assert!(firm.open_alerts("O").await.contains(&"AL-COA-P6".to_owned()));
    assert!(!firm.open_alerts("N").await.contains(&"AL-COA-P6".to_owned()));
}

#[tokio::test]
async fn r_coa_10_four_people_are_not_reportable_and_five_only_after_the_quarter() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        firm.at("2025-12-01T09:00:00Z");
        for reference in NILSS {
            // Twice each: eight answers of four people.
            for on in ["2025-11-20", "2025-11-27"] {
                let session = firm.log("N", reference, skill(on, 30, Skill::Teach)).await;
                firm.rate(reference, session, 5).await.unwrap();
            }
        }
        let mut sessions = Vec::new();
        for reference in OLOFS {
            let session = firm.log("O", reference, skill("2025-11-20", 30, Skill::Teach)).await;
            firm.rate(reference, session, 4).await.unwrap();
            sessions.push(session);
        }
        for coach in ["N", "O", "M"] {
            let told = firm.figure("coaching.quality", coach, "2025-Q4").await;
            let because = told.value.as_ref().unwrap_err().because.clone();
            assert_eq!(because, "until the quarter is over", "{coach}: whoever answered or not");
            assert!(
                told.trace.inputs.iter().all(|input| is_policy(input, "POL.")),
                "{coach}: {:?}",
                told.trace
            );
        }
        firm.at("2026-01-01T09:00:00Z");
        let four = firm.figure("coaching.quality", "N", "").await.value.unwrap_err().because;
        let none = firm.figure("coaching.quality", "M", "").await.value.unwrap_err().because;
        assert_eq!(
            (four.as_str(), &none),
            ("fewer than 5 people answered", &four),
            "four look like none"
        );
        let five = firm.figure("coaching.quality", "O", "").await;
        assert_eq!(five.value, Ok(halves(8)), "the mean of five fours");
        // What was told of a quarter stays.
        let again = firm.rate("U1", sessions[0], 1).await;
        assert_eq!(super::firm::refused(again), (String::new(), "coaching.rated_before".to_owned()));
        assert_eq!(firm.figure("coaching.quality", "O", "2025-Q4").await.value, Ok(halves(8)));
        // A late answer counts in the quarter in which it was given, not in the one that was told.
        let late = firm.log("O", "U1", skill("2025-12-20", 30, Skill::Teach)).await;
        firm.rate("U1", late, 1).await.unwrap();
        assert_eq!(firm.figure("coaching.quality", "O", "2025-Q4").await.value, Ok(halves(8)));
    })
    .await;
}

#[tokio::test]
async fn r_coa_15_a_group_smaller_than_five_has_no_segments_and_no_p2() {
    let firm = ranked().await;
    all(&firm, "N", &NILSS, deal("2026-02-10", 60, Stage::Close)).await;
    let light = firm.figure("coaching.pitfall_2", "N", "").await;
    assert!(light.value.is_err() && light.trace.table.is_none(), "{light:?}");
    assert!(!firm.alerts("N").await.contains(&"AL-COA-P2".to_owned()));
    // Five known results are enough; five people of whom nobody has one are not.
    all(&firm, "O", &OLOFS, deal("2026-02-10", 60, Stage::Close)).await;
    assert!(firm.figure("coaching.pitfall_2", "O", "").await.value.is_err());
    all(&firm, "M", &MARAS, deal("2026-02-10", 60, Stage::Close)).await;
    assert_eq!(firm.light(2, "M", "").await, "raised");
}

#[tokio::test]
async fn r_xc_7_a_policy_changes_the_light_of_the_month_after_and_keeps_the_month_before() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::ranked(programme).await;
        // 600 of 740 minutes on the core are 81 %, and more a head than for the others.
        month(&firm, "2026-02-10", 120, [90, 50]).await;
        assert_eq!(firm.light(2, "M", "").await, "clear");
        firm.set("POL.COA.MIN_CORE_SHARE", "90%", "2026-03-02").await;
        firm.at("2026-04-02T09:00:00Z");
        month(&firm, "2026-03-10", 120, [90, 50]).await;
        let march = firm.figure("coaching.pitfall_2", "M", "2026-03").await;
        assert_eq!(march.value, Ok(Cell::Text("raised".to_owned())), "81 % are below 90 %");
        let policy = march
            .trace
            .inputs
            .iter()
            .find(|input| is_policy(input, "POL.COA.MIN_CORE_SHARE"))
            .unwrap();
        assert!(
            policy.note.as_deref().unwrap().contains("this is the first result under it"),
            "{policy:?}"
        );
        // Set afterwards with an earlier day: what was told of February and March stays.
        firm.set("POL.COA.MIN_CORE_SHARE", "95%", "2026-02-01").await;
        assert_eq!(firm.light(2, "M", "2026-02").await, "clear");
        let march = firm.figure("coaching.pitfall_2", "M", "2026-03").await;
        let policy = march
            .trace
            .inputs
            .iter()
            .find(|input| is_policy(input, "POL.COA.MIN_CORE_SHARE"))
            .unwrap();
        assert_eq!(policy.value, Cell::Percent(Ratio::fraction(9, 10).unwrap()));
    })
    .await;
}

#[tokio::test]
async fn a_figure_of_a_period_that_does_not_exist_is_not_found() {
    let firm = open().await;
    for (name, period) in [
        ("coaching.hours", "2026-13"),
        ("coaching.credited_hours", "nonsense"),
        ("coaching.pitfall_2", "2026-Q1"),
        ("coaching.pitfall_3", "2026-02"),
        ("coaching.quality", "2026-Q5"),
        ("coaching.quality", "2026-01"),
    ] {
        let figure = crate::figure(name).unwrap();
        let scope = crate::house().may(figure.needs).unwrap();
        let subject = platform::figures::Subject {
            id: firm.id("M").await.to_string(),
            period: period.to_owned(),
        };
        let mut tx = firm.programme.read().await;
        let seen = (figure.compute)(&mut tx, &scope, &subject).await;
        assert!(
            matches!(seen, Err(platform::Error::NotFound { .. })),
            "{name} of {period}: {seen:?}"
        );
    }
}

/// Whether a line of a trace leads to a policy whose name begins like this; its words are what the policy means.
fn is_policy(line: &Trace, name: &str) -> bool {
    let link = line.link.as_ref();
    link.is_some_and(|link| link.kind == "policy" && link.id.starts_with(name)) && !line.what.contains("POL.")
}
