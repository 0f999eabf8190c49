//! Imported sessions: once, again, corrected, and those that cannot be kept.

use super::firm::{Firm, skill};
use crate::foundation::facts::{self, report::State};
use crate::people::coaching::acts;
use crate::people::coaching::rules::session::{Kind, SaidSession, Skill, Stage};
use crate::people::coaching::store::{self, Sight};
use platform::Error;
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};

const HEADS: &str = "reference,coach,coachee,date,minutes,kind,stage,skill,instance,how,commitment,due\n";

fn file(rows: &str) -> String {
    format!("{HEADS}{rows}")
}

const TWO: &str = "X-1,M,S1,2025-11-20,45,Skill,,Take control,He waited for the price,Ask first,I will ask,2025-12-01\n\
     X-2,M,S2,2025-11-21,30,deal,post-deal,,,,,\n";

async fn sessions(firm: &Firm) -> Vec<store::sessions::Session> {
    let mara = firm.viewer(Role::SalesManager, "M").await;
    let mut tx = firm.programme.read().await;
    let sight = Sight::of(&mara).unwrap();
    store::sessions::list_before(&mut tx, &sight, &store::sessions::Wanted::default(), None, 100)
        .await
        .unwrap()
}

#[tokio::test]
async fn sessions_are_imported_once_and_a_corrected_row_replaces_what_it_said() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let kept = firm.try_to_import("sessions.csv", &file(TWO)).await.unwrap().kept;
        assert_eq!((kept.created, kept.changed, kept.unchanged), (2, 0, 0));
        let all = sessions(&firm).await;
        let first = all.iter().find(|session| session.source.as_deref() == Some("X-1")).unwrap();
        let said = &first.said;
        assert_eq!(
            (said.kind, said.stage, said.skill, said.minutes),
            (Kind::Skill, Stage::None, Some(Skill::TakeControl), 45)
        );
        assert_eq!((first.coach, first.coachee), (firm.id("M").await, firm.id("S1").await));
        assert!(!first.worded && first.outcome.is_none());
        let again = firm.try_to_import("again.csv", &file(TWO)).await.unwrap().kept;
        assert_eq!((again.created, again.changed, again.unchanged), (0, 0, 2));
        let corrected = file(&TWO.replace("45,Skill", "50,Skill"));
        let kept = firm.try_to_import("corrected.csv", &corrected).await.unwrap().kept;
        assert_eq!((kept.created, kept.changed, kept.unchanged), (0, 1, 1));
        let all = sessions(&firm).await;
        assert_eq!(all.len(), 2);
        assert_eq!(all.iter().map(|session| session.said.minutes).sum::<i64>(), 80);
    })
    .await;
}

#[tokio::test]
async fn a_file_of_sessions_logged_by_hand_imports_again_without_a_second_one() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
        let mut mara = firm.browser(Role::SalesManager, "M").await;
        let file = mara.get("/coaching/sessions.csv").await.body;
        let kept = firm.try_to_import("sessions.csv", &file).await.unwrap().kept;
        assert_eq!((kept.created, kept.changed, kept.unchanged), (0, 0, 1), "{file}");
    })
    .await;
}

#[tokio::test]
async fn r_coa_11_a_file_does_not_overwrite_what_the_coachee_worded() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    firm.import("sessions.csv", &file(TWO)).await;
    let sten = firm.viewer(Role::Kam, "S1").await;
    let of_sten = |all: Vec<store::sessions::Session>| all.into_iter().find(|session| session.source.as_deref() == Some("X-1")).unwrap();
    let id = of_sten(sessions(&firm).await).id;
    firm.act(async |tx| acts::word(tx, &sten, id, 1, "I will ask him").await)
        .await
        .unwrap();
    let again = firm.try_to_import("again.csv", &file(TWO)).await.unwrap().kept;
    assert_eq!(
        (again.created, again.changed, again.unchanged),
        (0, 0, 2),
        "the same file again changes nothing"
    );
    firm.import("corrected.csv", &file(&TWO.replace("45,Skill", "50,Skill"))).await;
    let session = of_sten(sessions(&firm).await);
    assert_eq!(
        (session.said.commitment.as_str(), session.worded, session.said.minutes),
        ("I will ask him", true, 50)
    );
}

#[tokio::test]
async fn a_row_that_cannot_be_kept_is_refused_with_its_line_and_nothing_is_kept() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    firm.import("sessions.csv", &file(TWO)).await;
    for (row, code, words) in [
        (
            "X-3,M,nobody,2025-11-20,45,deal,close,,,,,\n",
            "coaching.import_nobody",
            "Line 3: nobody in the firm has the reference nobody",
        ),
        (
            "X-3,gone,S1,2025-11-20,45,deal,close,,,,,\n",
            "coaching.import_nobody",
            "Line 3: nobody in the firm has the reference gone",
        ),
        ("X-1,N,S1,2025-11-20,45,deal,close,,,,,\n", "coaching.import_other", "Line 3"),
        ("X-3,M,M,2025-11-20,45,deal,close,,,,,\n", "coaching.import_same", "Line 3"),
        ("X-3,M,S1,2025-11-20,45,chat,close,,,,,\n", "coaching.import_word", "Line 3"),
        ("X-3,M,S1,2025-11-20,0,deal,close,,,,,\n", "coaching.minutes_range", "Line 3"),
        ("X-3,M,S1,2025-11-20,45,skill,,,,,,\n", "coaching.skill_missing", "Line 3"),
        ("X-3,M,S1,2026-03-03,45,deal,close,,,,,\n", "coaching.day_to_come", "Line 3"),
    ] {
        let good = "X-9,M,S3,2025-11-22,30,deal,close,,,,,\n";
        match firm.try_to_import("wrong.csv", &file(&format!("{good}{row}"))).await {
            Err(Error::Refused(refusal)) => {
                assert_eq!(refusal.code, code, "{row}");
                assert!(refusal.sentence.contains(words), "{row}: {}", refusal.sentence);
            }
            other => panic!("{row} was not refused: {other:?}"),
        }
        assert_eq!(sessions(&firm).await.len(), 2, "{row}");
    }
}

#[tokio::test]
async fn rows_with_cells_that_are_no_days_or_minutes_are_refused_by_the_reader() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    let report = firm
        .try_to_import(
            "sessions.csv",
            &file("X-1,M,S1,2025-11-31,45,deal,close,,,,,\nX-2,M,S1,2025-11-20,many,deal,close,,,,,\nX-3,M,S1,2025-11-20,1.5,deal,close,,,,,\n"),
        )
        .await
        .unwrap();
    assert_eq!((report.state, report.refused), (State::Tried, 3), "{report:#?}");
    assert!(sessions(&firm).await.is_empty());
}

#[tokio::test]
async fn an_import_needs_the_right_to_run_programmes_of_coaching() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    let files = vec![("sessions.csv".to_owned(), file(TWO).into_bytes())];
    let analyst = firm.viewer(Role::CompAnalyst, "H").await;
    let done = facts::acts::import(&firm.programme.app, &analyst, files, facts::Told::default()).await;
    assert_eq!(super::firm::refused(done).1, "facts.not_yours");
    assert!(sessions(&firm).await.is_empty());
}

#[tokio::test]
async fn the_file_of_sessions_is_one_that_an_import_reads() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    firm.import("sessions.csv", &file(TWO)).await;
    let said = SaidSession {
        instance: "=HYPERLINK(\"x\")".to_owned(),
        ..super::firm::skill("2026-02-10", 30, Skill::Teach)
    };
    firm.log("M", "S3", said).await;
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let seen = mara.get("/coaching/sessions.csv").await;
    assert!(!seen.body.contains(",=HYPERLINK"), "a cell is no formula: {}", seen.body);
    let csv = seen.body.trim_start_matches('\u{feff}').to_owned();
    let rows: String = csv
        .lines()
        .filter(|line| !line.contains("HYPERLINK"))
        .map(|line| format!("{line}\n"))
        .collect();
    let kept = firm.try_to_import("back.csv", &rows).await.unwrap().kept;
    assert_eq!((kept.created, kept.changed, kept.unchanged), (0, 0, 2), "{rows}");
}
