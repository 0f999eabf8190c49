//! What the made-up firm would be mailed: something for several people, no pay and no words of coaching.

use crate::book_tests::mails::{holds_an_amount, words_of};
use crate::foundation::overview::MAIL;
use crate::foundation::staff;
use platform::database::{Query, Tx};
use platform::testing::TestProgramme;
use platform::users;
use std::collections::BTreeSet;

/// The texts of coaching that somebody wrote.
const WRITTEN: [&str; 9] = [
    "select instance from coaching_session",
    "select how from coaching_session",
    "select commitment from coaching_session",
    "select words from coaching_request",
    "select answer from coaching_request",
    "select topic from coaching_appointment",
    "select words from coaching_talk",
    "select because from coaching_area",
    "select target from coaching_area",
];

async fn written(tx: &mut Tx) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for question in WRITTEN {
        for row in tx.all(&Query::new(question)).await.unwrap() {
            all.insert(row.get::<String>(0).unwrap());
        }
    }
    // A word alone may stand anywhere.
    all.into_iter().filter(|text| text.trim().contains(' ')).collect()
}

pub(super) async fn the_mails_of_the_firm_hold_no_pay_and_no_words_of_coaching(programme: &TestProgramme) {
    let app = &programme.app;
    let mut tx = programme.read().await;
    let written = written(&mut tx).await;
    assert!(written.len() > 100, "{} texts", written.len());
    let people = users::store::list_open_people(&mut tx).await.unwrap();
    let (mut told, mut alerts) = (0, 0);
    for (user, person) in people {
        let viewer = users::acts::viewer(app, &mut tx, user).await.unwrap();
        assert!(
            staff::mail_address(&mut tx, person).await.unwrap().is_some(),
            "{} has no address",
            viewer.name
        );
        let waiting = (MAIL.waiting)(app, &viewer).await.unwrap();
        let words = words_of(&waiting);
        assert_eq!(written.iter().find(|text| words.contains(text.as_str())), None, "{words}");
        let lines = waiting.alerts.iter().chain(&waiting.steps);
        for line in lines {
            assert!(!holds_an_amount(&line.sentence), "{}", line.sentence);
        }
        told += usize::from(!words.is_empty());
        alerts += waiting.alerts.len();
    }
    assert!(told > 3 && alerts > 3, "{told} people, {alerts} alerts: this test proves nothing");
}
