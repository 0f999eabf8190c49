//! What leaves the house by mail: that something waits, and none of what is private or about pay.

use super::firm::{Firm, Names, Whose};
use crate::foundation::overview::{MAIL, Step};
use crate::foundation::{alerts, staff};
use platform::access::{Role, Viewer};
use platform::mail::Waiting;
use platform::texts::say;
use platform::web::AppRef;
use std::collections::BTreeSet;
use vocabulary::PersonId;

/// Whether digits stand on both sides of a point, a comma or a space, as they do in amounts.
pub(crate) fn holds_an_amount(text: &str) -> bool {
    let signs: Vec<char> = text.chars().collect();
    let grouped = signs
        .windows(3)
        .any(|three| three[0].is_ascii_digit() && ".,\u{a0}\u{202f}\u{2009}".contains(three[1]) && three[2].is_ascii_digit());
    grouped || ["EUR", "USD", "€", "$", "%"].iter().any(|unit| text.contains(unit))
}

/// Every sentence and verb of a mail.
pub(crate) fn words_of(waiting: &Waiting) -> String {
    let lines = waiting.alerts.iter().chain(&waiting.steps);
    lines
        .map(|line| format!("{} {} {}\n", line.sentence, line.act, line.href))
        .collect()
}

#[test]
fn an_amount_is_known_when_it_is_seen() {
    for amount in ["1,250.00", "12.5", "1\u{202f}250", "EUR 3", "12 %"] {
        assert!(holds_an_amount(amount), "{amount}");
    }
    for other in ["by 4 Mar 2026.", "09:30", "Light 3 of your coaching is on.", "2027-Q1"] {
        assert!(!holds_an_amount(other), "{other}");
    }
}

#[test]
fn every_kind_of_alert_and_of_notice_has_words_that_may_leave_the_house() {
    for kind in alerts::every() {
        let sentence = say(kind.in_mail);
        assert!(
            !sentence.starts_with('['),
            "{} says {} in mails, which has no sentence",
            kind.code,
            kind.in_mail
        );
        assert!(!sentence.contains('{'), "{} fills something into a mail", kind.code);
        assert_ne!(
            kind.in_mail, kind.sentence,
            "{}: what its page says holds what the figure told",
            kind.code
        );
        assert!(!holds_an_amount(sentence), "{sentence}");
    }
    for kind in crate::book().notices {
        let name = say(kind.name);
        assert!(!name.starts_with('[') && !name.contains('{') && !holds_an_amount(name), "{name}");
    }
}

async fn viewers(firm: &Firm) -> Vec<Viewer> {
    let references = ["P-coach".to_owned()];
    let coach = staff::by_reference(&mut firm.programme.read().await, &references).await.unwrap()["P-coach"].id;
    let people: BTreeSet<PersonId> = Whose::ALL
        .iter()
        .map(|whose| firm.records_of(*whose).person)
        .chain([coach])
        .collect();
    let mut viewers = Vec::new();
    for person in people {
        for role in Role::ALL {
            viewers.push(firm.programme.viewer_as(role, person).await);
        }
    }
    viewers
}

async fn at_home(app: &AppRef, viewer: &Viewer) -> Vec<Step> {
    let mut steps = Vec::new();
    for find in crate::HOME.iter().filter_map(|panel| panel.steps) {
        steps.extend(find(app, viewer).await.unwrap());
    }
    steps
}

#[tokio::test]
async fn a_mail_tells_each_step_of_home_and_quotes_no_coaching_and_no_pay() {
    let firm = Firm::open(Names::Plain).await;
    let app = &firm.programme.app;
    let quotes = |text: &str| Whose::ALL.iter().any(|whose| whose.is_quoted_in(text));
    let (mut at_home_quoted, mut told) = (0, BTreeSet::new());
    for viewer in viewers(&firm).await {
        let waiting = (MAIL.waiting)(app, &viewer).await.unwrap();
        let steps = at_home(app, &viewer).await;
        assert_eq!(waiting.steps.len(), steps.len(), "a mail tells what home tells");
        at_home_quoted += steps.iter().filter(|step| quotes(&step.sentence)).count();
        let words = words_of(&waiting);
        assert!(!quotes(&words), "{words}");
        assert!(!steps.iter().any(|step| holds_an_amount(&step.in_mail)), "{words}");
        told.extend(steps.into_iter().map(|step| step.in_mail));
    }
    assert!(at_home_quoted > 0, "home quotes, or this test proves nothing");
    assert!(told.contains(say("coaching.mail_commitment")), "{told:?}");
    assert!(
        told.iter().any(|sentence| sentence.starts_with("A request for coaching waits")),
        "{told:?}"
    );
}
