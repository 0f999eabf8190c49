//! Taking an import back: what leaves the store, what returns, what stays as later imports said it.

use super::super::acts::import;
use super::super::{ImportId, Kept, Told, compact, store, take_back};
use super::{ORDERS, held, newest, one, ratio};
use engine::{FactKind, LineFilter};
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};
use platform::{Error, journal};
use vocabulary::{Clock, Currency};

async fn imported(programme: &TestProgramme, text: &str) -> ImportId {
    let viewer = programme.operator();
    let report = import(&programme.app, &viewer, one("orders.csv", text), Told::default()).await;
    report.unwrap().id
}

async fn amounts(programme: &TestProgramme) -> Vec<String> {
    let page = newest(programme, &LineFilter::default()).await;
    page.facts.iter().map(|fact| format!("{} {}", fact.document, fact.amount)).collect()
}

async fn refusal(programme: &TestProgramme, id: ImportId) -> String {
    match take_back(&programme.app, &programme.operator(), id).await {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_an_import_brought_leaves_and_what_it_corrected_returns() {
    on_both(crate::book, |programme| async move {
        imported(&programme, ORDERS).await;
        let second = ORDERS.replace("100.50", "90.25").replace("1003", "1004");
        let id = imported(&programme, &second).await;
        assert_eq!(amounts(&programme).await, ["1003 7.5", "1004 7.5", "1002 -20.25", "1001 90.25"]);
        let report = take_back(&programme.app, &programme.operator(), id).await.unwrap();
        let kept = Kept {
            changed: 2,
            ..Kept::default()
        };
        assert_eq!((report.kept, report.takes_back), (kept, Some(id)));
        assert_eq!(amounts(&programme).await, ["1003 7.5", "1002 -20.25", "1001 100.50"]);
        let eur = held(&programme, FactKind::Order, Currency::EUR).await;
        assert_eq!((eur.count, eur.amount), (2, ratio("80.25")));
        let usd = report.totals.iter().find(|total| total.currency == Currency::USD).unwrap();
        assert_eq!((usd.count_before, usd.count_after, &usd.amount_after), (2, 1, &ratio("7.5")));
        let mut tx = programme.read().await;
        let history = journal::history(&mut tx, "import", &report.id.to_string(), 10).await.unwrap();
        assert_eq!(
            history.iter().map(|line| line.kind.as_str()).collect::<Vec<_>>(),
            ["facts_taken_back"]
        );
        drop(tx);
        // The same file counts as new again: what was taken away is not there any more.
        imported(&programme, &second).await;
        assert_eq!(amounts(&programme).await, ["1003 7.5", "1004 7.5", "1002 -20.25", "1001 90.25"]);
    })
    .await;
}

#[tokio::test]
async fn what_a_later_import_corrected_stays_as_it_said() {
    on_both(crate::book, |programme| async move {
        let first = imported(&programme, ORDERS).await;
        let second = imported(&programme, &ORDERS.replace("100.50", "90.25")).await;
        let report = take_back(&programme.app, &programme.operator(), first).await.unwrap();
        assert_eq!((report.kept.changed, report.kept.unchanged), (2, 1));
        assert_eq!(amounts(&programme).await, ["1001 90.25"]);
        // What the correction took the place of was taken back with its own import, and does not return.
        take_back(&programme.app, &programme.operator(), second).await.unwrap();
        assert_eq!(amounts(&programme).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_taken_back_says_why() {
    on_both(crate::book, |programme| async move {
        let first = imported(&programme, ORDERS).await;
        let corrected = ORDERS.replace("100.50", "1").replace("-20.25", "2").replace("7.5", "3");
        imported(&programme, &corrected).await;
        assert_eq!(refusal(&programme, first).await, "facts.corrected_since");
        let (viewer, file) = (programme.operator(), one("accounts.csv", "reference,name\nA1,Nordwind\n"));
        let accounts = import(&programme.app, &viewer, file, Told::default()).await.unwrap().id;
        assert_eq!(refusal(&programme, accounts).await, "facts.brought_no_facts");
        let third = imported(&programme, &ORDERS.replace("100", "200")).await;
        let back = take_back(&programme.app, &programme.operator(), third).await.unwrap();
        assert_eq!(refusal(&programme, third).await, "facts.already_taken_back");
        assert_eq!(refusal(&programme, back.id).await, "facts.took_back_itself");
        let sponsor = programme.viewer(Role::Kam);
        let forbidden = take_back(&programme.app, &sponsor, first).await;
        assert!(matches!(forbidden, Err(Error::Forbidden { .. })), "{forbidden:?}");
    })
    .await;
}

#[tokio::test]
async fn two_who_take_the_same_import_back_at_once_do_it_once() {
    on_both(crate::book, |programme| async move {
        let id = imported(&programme, ORDERS).await;
        let (one, other) = (programme.operator(), programme.operator());
        let (one, other) = tokio::join!(take_back(&programme.app, &one, id), take_back(&programme.app, &other, id));
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
        assert_eq!(amounts(&programme).await, Vec::<String>::new());
        let mut tx = programme.read().await;
        assert!(store::holdings(&mut tx).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn it_makes_no_difference_that_batches_were_put_together_since() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.operator();
        imported(&programme, ORDERS).await;
        let second = imported(&programme, &ORDERS.replace("100.50", "90.25").replace("1003", "1004")).await;
        compact(&programme.app, &viewer).await.unwrap();
        // Two days later the batch that was put together has been put together again, and is gone.
        imported(&programme, &ORDERS.replace("sap", "erp")).await;
        programme.clock.advance(2 * 24 * 60 * 60);
        compact(&programme.app, &viewer).await.unwrap();
        let report = take_back(&programme.app, &viewer, second).await.unwrap();
        assert_eq!((report.kept.changed, report.kept.unchanged), (2, 0));
        let of_sap = || async {
            let page = newest(&programme, &LineFilter::default()).await;
            let sap = page.facts.into_iter().filter(|fact| fact.source == "sap");
            sap.map(|fact| format!("{} {}", fact.document, fact.amount))
                .collect::<Vec<String>>()
        };
        assert_eq!(of_sap().await, ["1003 7.5", "1002 -20.25", "1001 100.50"]);
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("160.5"));
        compact(&programme.app, &viewer).await.unwrap();
        assert_eq!(of_sap().await, ["1003 7.5", "1002 -20.25", "1001 100.50"]);
    })
    .await;
}

#[tokio::test]
async fn after_its_days_an_import_stays_and_says_since_when() {
    on_both(crate::book, |programme| async move {
        let id = imported(&programme, ORDERS).await;
        let mut browser = programme.sign_in("ada", &[Role::Administrator], None).await;
        let page = browser.get(&format!("/facts/{id}")).await;
        assert!(page.body.contains("This can be done until"), "{}", page.body);
        let until = browser.get(&format!("/api/v1/facts/imports/{id}")).await.json()["take_back_until"].clone();
        assert_eq!(
            until,
            serde_json::to_value(programme.clock.now().plus_seconds(90 * 24 * 60 * 60)).unwrap()
        );
        programme.clock.advance(90 * 24 * 60 * 60);
        assert_eq!(refusal(&programme, id).await, "facts.take_back_over");
        let mut browser = programme.sign_in("eve", &[Role::Administrator], None).await;
        let page = browser.get(&format!("/facts/{id}")).await;
        assert!(page.body.contains("This import could be taken back until"), "{}", page.body);
        assert_eq!(amounts(&programme).await.len(), 3);
    })
    .await;
}
