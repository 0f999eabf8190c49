//! Undo instead of "are you sure?": each act of a page says how it is taken back, or why it cannot be.

use platform::testing::TestProgramme;
use std::collections::BTreeSet;

/// How what a form did is taken back.
#[derive(Debug, Clone, Copy)]
enum Back {
    /// The page that follows offers it; the word of the undoing.
    Offered(&'static str),
    /// By another act, on the page of the record; its address.
    By(&'static str),
    /// By the same form, filled in as it was.
    Again,
    /// It makes something new and takes nothing away.
    Adds,
    /// Not at all; the reason.
    Never(&'static str),
}

use Back::{Adds, Again, By, Never, Offered};

const BACK: &[(&str, Back)] = &[
    ("/theme", Again),
    ("/sign-in", By("/sign-out")),
    ("/sign-in/link", By("/sign-out")),
    ("/sign-out", By("/sign-in")),
    ("/sessions/{session}/end", By("/sign-in")),
    ("/sessions/end-all", By("/sign-in")),
    ("/sessions/keys", Again),
    ("/password", Again),
    ("/tokens", By("/tokens/{token}/end")),
    (
        "/tokens/{token}/end",
        Never("what was cut off must not come back by a tap; another token is made in one step"),
    ),
    (
        "/users/{user}/tokens/{token}/end",
        Never("what was cut off must not come back by a tap; its owner makes another in one step"),
    ),
    ("/users", By("/users/{user}/closing")),
    ("/users/{user}", Again),
    ("/users/{user}/link", Adds),
    ("/users/{user}/closing", Again),
    ("/mail/choice", Again),
    ("/mail/leaving", By("/mail/choice")),
    ("/jobs/{job}/cancellation", By("/jobs/{job}/retry")),
    ("/jobs/{job}/retry", By("/jobs/{job}/cancellation")),
    ("/views", By("/views/{view}/deletion")),
    ("/views/{view}", Again),
    ("/views/{view}/query", Again),
    ("/views/{view}/deletion", By("/views/{view}/restoration")),
    ("/views/{view}/restoration", By("/views/{view}/deletion")),
    ("/notifications/reading", Never("that something was seen stays true")),
    ("/notifications/choice", Again),
    ("/notifications/{notice}", Never("that something was seen stays true")),
    ("/notes", By("/notes/{note}/deletion")),
    ("/notes/{note}", Again),
    ("/notes/{note}/answers", By("/notes/{note}/deletion")),
    ("/notes/{note}/deletion", Offered("notes.deleted")),
    ("/notes/{note}/restoration", By("/notes/{note}/deletion")),
    ("/notes/tasks", By("/notes/tasks/{task}/deletion")),
    ("/notes/tasks/{task}", Again),
    ("/notes/tasks/{task}/completion", Offered("notes.task_done")),
    ("/notes/tasks/{task}/reopening", By("/notes/tasks/{task}/completion")),
    ("/notes/tasks/{task}/deletion", Offered("notes.task_deleted")),
    ("/notes/tasks/{task}/restoration", By("/notes/tasks/{task}/deletion")),
    ("/notes/files", By("/notes/files/{file}/deletion")),
    ("/notes/files/{file}/deletion", Offered("notes.file_deleted")),
    ("/notes/files/{file}/restoration", By("/notes/files/{file}/deletion")),
    ("/accounts", Adds),
    ("/accounts/{account}", Offered("accounts.changed")),
    ("/accounts/{account}/undo", Offered("accounts.changed")),
    ("/accounts/contacts/{contact}/place", Offered("accounts.contact_placed")),
    ("/accounts/contacts/{contact}/undo", Offered("accounts.contact_placed")),
    ("/staff", Adds),
    ("/staff/{person}", Offered("staff.changed")),
    ("/staff/{person}/undo", Offered("staff.changed")),
    ("/staff/assignments", Offered("staff.noted")),
    ("/staff/assignments/{assignment}/end", Offered("staff.noted")),
    ("/staff/changes/{entry}/undo", Offered("staff.noted")),
    ("/staff/positions", Adds),
    ("/staff/positions/{position}/holder", Offered("staff.noted")),
    ("/staff/positions/{position}/vacancy", Offered("staff.noted")),
    ("/facts/import", By("/facts/{import}/taking-back")),
    ("/facts/profiles/{profile}/name", Again),
    ("/facts/profiles/{profile}/deletion", Offered("facts.profile_deleted")),
    ("/facts/profiles/changes/{entry}/undo", By("/facts/profiles/{profile}/deletion")),
    ("/facts/{import}/columns", Again),
    ("/facts/{import}/keeping", By("/facts/{import}/taking-back")),
    (
        "/facts/{import}/discarding",
        Never("nothing of the files was kept yet, and whoever sent them has them"),
    ),
    ("/facts/{import}/taking-back", By("/facts/import")),
    ("/policies/{policy}", Offered("policies.set")),
    ("/incentives/periods/{plan}/{period}/run", Adds),
    (
        "/incentives/periods/{plan}/{period}/approval",
        By("/incentives/periods/{plan}/{period}/run"),
    ),
    (
        "/incentives/periods/{plan}/{period}/closing",
        Never("a closed period never changes; the page says so and asks for the name of the period"),
    ),
    ("/incentives/runs/{run}/replay", Adds),
    ("/incentives/plans", Adds),
    (
        "/incentives/plans/{plan}/approval",
        Never("who approved what stays true; another version takes the place of this one"),
    ),
];

/// The acts of coaching; what two people agreed is never taken back by one of them alone.
const COACHING: &[(&str, Back)] = &[
    ("/coaching/sessions", Adds),
    ("/coaching/sessions/{session}", Again),
    ("/coaching/sessions/{session}/rating", Again),
    ("/coaching/sessions/{session}/commitment", Again),
    ("/coaching/sessions/{session}/outcome", Again),
    ("/coaching/sessions/{session}/scores", Again),
    ("/coaching/forms", By("/coaching/forms/{form}/retirement")),
    ("/coaching/forms/{form}/retirement", Offered("coaching.form_retired")),
    ("/coaching/forms/{form}/return", By("/coaching/forms/{form}/retirement")),
    ("/coaching/people/{person}/links", Adds),
    ("/coaching/people/{person}/talks", Adds),
    ("/coaching/people/{person}/triggers", Again),
    ("/coaching/people/{person}/interventions", Adds),
    ("/coaching/requests", Adds),
    ("/coaching/requests/{request}/withdrawal", By("/coaching/requests/{request}/answer")),
    ("/coaching/requests/{request}/answer", Offered("coaching.answered")),
    ("/coaching/preference", Again),
    ("/coaching/people/{person}/plan", By("/coaching/plans/{plan}/closing")),
    ("/coaching/plans/{plan}/closing", Offered("coaching.plan_closed")),
    ("/coaching/plans/{plan}/reopening", By("/coaching/plans/{plan}/closing")),
    (
        "/coaching/people/{person}/appointment",
        By("/coaching/appointments/{appointment}/cancellation"),
    ),
    ("/coaching/appointments/{appointment}/cancellation", Offered("coaching.called_off")),
    (
        "/coaching/appointments/{appointment}/restoration",
        By("/coaching/appointments/{appointment}/cancellation"),
    ),
    ("/coaching/programmes", By("/coaching/programmes/{programme}/end")),
    ("/coaching/programmes/{programme}/end", Offered("coaching.programme_ended")),
    (
        "/coaching/programmes/{programme}/continuation",
        By("/coaching/programmes/{programme}/end"),
    ),
    ("/coaching/excuses", Adds),
    ("/coaching/calendar", By("/coaching/calendar/end")),
    ("/coaching/calendar/end", By("/coaching/calendar")),
];

#[tokio::test]
async fn every_act_of_a_page_says_how_it_is_taken_back() {
    let programme = TestProgramme::new(crate::book()).await;
    let posted: BTreeSet<&str> = programme
        .routes
        .iter()
        .filter(|route| route.method == "POST" && !route.path.starts_with("/api/v1/"))
        .map(|route| route.path.as_str())
        .collect();
    let mut said = BTreeSet::new();
    let mut offered = BTreeSet::new();
    for (path, back) in BACK.iter().chain(COACHING) {
        assert!(posted.contains(path), "no page sends {path} any more");
        assert!(said.insert(*path), "{path} stands twice");
        match back {
            Offered(word) => {
                offered.insert(*word);
            }
            By(other) => assert!(posted.contains(other), "{path} is taken back by {other}, which no page sends"),
            Again | Adds => {}
            Never(reason) => assert!(!reason.is_empty(), "{path}"),
        }
    }
    let silent: Vec<&&str> = posted.difference(&said).collect();
    assert!(silent.is_empty(), "say in BACK how these are taken back, or why not: {silent:?}");
    let declared: BTreeSet<&str> = programme.app.book.undoings.iter().map(|act| act.word).collect();
    assert_eq!(declared.len(), programme.app.book.undoings.len(), "an undoing is declared twice");
    let unknown: Vec<&&str> = offered.symmetric_difference(&declared).collect();
    assert!(
        unknown.is_empty(),
        "declared and never offered, or the other way round: {unknown:?}"
    );
    let words: BTreeSet<&str> = programme.app.book.chapters.iter().map(|chapter| chapter.word).collect();
    for word in declared {
        let chapter = word.split('.').next().unwrap_or_default();
        assert!(words.contains(chapter), "{word} begins with no chapter");
    }
}
