//! Generic feedback: sessions that name no instance, or say what another coachee was told too.

use super::{person, session_id, with};
use crate::people::coaching::rules::pitfalls::{Generic, Light, Minutes};
use crate::people::coaching::rules::session::key_of;
use std::collections::BTreeSet;

const RAISED: Option<Light> = Some(Light::Raised);
const CLEAR: Option<Light> = Some(Light::Clear);

/// A session with its number, coachee, instance and how; the texts as somebody wrote them.
fn session((n, coachee, instance, how): (u128, u128, &str, &str)) -> Minutes {
    Minutes {
        session: session_id(n),
        instance: key_of(instance),
        how: key_of(how),
        ..with(coachee, 30)
    }
}

struct Case<'a> {
    sessions: &'a [(u128, u128, &'a str, &'a str)],
    written: &'a [(u128, &'a str)],
    without: &'a [u128],
    copied: &'a [u128],
    light: Option<Light>,
}

#[track_caller]
fn check(case: &Case<'_>) {
    let sessions: Vec<Minutes> = case.sessions.iter().copied().map(session).collect();
    let written: BTreeSet<_> = case.written.iter().map(|(n, text)| (person(*n), key_of(text))).collect();
    let found = Generic::of(&sessions, &written);
    let ids = |numbers: &[u128]| numbers.iter().copied().map(session_id).collect::<Vec<_>>();
    assert_eq!(found.without, ids(case.without), "without");
    assert_eq!(found.copied, ids(case.copied), "copied");
    assert_eq!(
        found.specific(),
        u64::try_from(sessions.len() - case.without.len() - case.copied.len()).unwrap()
    );
    assert_eq!(found.light(), case.light);
}

#[test]
fn r_coa_6_a_session_without_an_instance_is_generic() {
    const OWN: (u128, u128, &str, &str) = (1, 1, "Call with Acme on Monday", "Ask for the decision");
    let case = |sessions, without, light| {
        check(&Case {
            sessions,
            written: &[],
            without,
            copied: &[],
            light,
        });
    };
    case(&[OWN], &[], CLEAR);
    case(&[OWN, (2, 2, "", "Say the price first")], &[2], RAISED);
    // Blanks and points name nothing.
    case(&[OWN, (2, 2, " \n ", "Say the price first")], &[2], RAISED);
    case(&[OWN, (2, 2, "…", "")], &[2], RAISED);
    // A how is not asked for by the rule, and two that are missing are no equal text.
    case(&[(1, 1, "Call with Acme", ""), (2, 2, "Demo at Bolt", "")], &[], CLEAR);
    case(&[], &[], None);
}

#[test]
fn r_coa_6_a_text_of_another_coachees_session_is_generic() {
    let case = |sessions, copied, light| {
        check(&Case {
            sessions,
            written: &[],
            without: &[],
            copied,
            light,
        });
    };
    case(
        &[(1, 1, "Listen more", "Count to three"), (2, 2, "Listen more", "Wait")],
        &[1, 2],
        RAISED,
    );
    // Capitals, blanks and a closing point make no difference.
    case(&[(1, 1, "Listen more", "a"), (2, 2, " listen  MORE. ", "b")], &[1, 2], RAISED);
    // The how of one equals the how, or the instance, of another.
    case(&[(1, 1, "Call one", "Wait"), (2, 2, "Call two", "Wait")], &[1, 2], RAISED);
    case(&[(1, 1, "Call one", "Wait"), (2, 2, "wait", "Ask")], &[1, 2], RAISED);
    // The same coachee may hear the same thing again.
    case(&[(1, 1, "Listen more", "Wait"), (2, 1, "Listen more", "Wait")], &[], CLEAR);
    // Two equal ones do not stain a third.
    case(&[(1, 1, "Same", "a"), (2, 2, "Same", "b"), (3, 3, "Own", "c")], &[1, 2], RAISED);
    // Another text is another text.
    case(&[(1, 1, "Call with Acme", "a"), (2, 2, "Call with Acme 2", "b")], &[], CLEAR);
}

#[test]
fn r_coa_6_texts_of_sessions_before_the_quarter_count_too() {
    let case = |written, copied, light| {
        check(&Case {
            sessions: &[(1, 1, "Listen more", "Wait")],
            written,
            without: &[],
            copied,
            light,
        });
    };
    case(&[], &[], CLEAR);
    case(&[(2, "Listen more")], &[1], RAISED);
    case(&[(2, "wait!")], &[1], RAISED);
    // Its own text is among what was written.
    case(&[(1, "Listen more"), (1, "Wait")], &[], CLEAR);
    case(&[(1, "Listen more"), (2, "Listen more")], &[1], RAISED);
    // An empty text among them is no text.
    case(&[(2, "")], &[], CLEAR);
}

#[test]
fn r_coa_6_a_session_is_generic_once() {
    // No instance, and a copied how: it counts among those without.
    check(&Case {
        sessions: &[(1, 1, "", "Wait"), (2, 2, "Call two", "Wait")],
        written: &[],
        without: &[1],
        copied: &[2],
        light: RAISED,
    });
}
