//! Who gets a mail, who does not, and what the job says of it.

use super::server::{GONE, SILENCE, Server};
use super::{KIND, OTHER, at, job, mails, on_each, open, outcome, receivers, run, user};
use crate::access::{Role, Viewer};
use crate::jobs::{self, State};
use crate::mail::{acts, store};
use crate::notifications::{self, Happened};
use crate::testing::{Engine, TestProgramme};
use crate::users;
use vocabulary::{Day, UserId, Zone};

fn viewer(programme: &TestProgramme, id: UserId) -> Viewer {
    Viewer::new(id, "x".to_owned(), [Role::Kam].into(), None, &programme.app.book.access)
}

#[tokio::test]
async fn whoever_something_waits_for_gets_one_mail_and_nobody_else_does() {
    on_each(async |programme, server| {
        user(&programme, 1, Role::Kam).await;
        user(&programme, 2, Role::Kam).await; // nothing waits
        user(&programme, 3, Role::HrPartner).await;
        let closed = user(&programme, 4, Role::Kam).await;
        let declined = user(&programme, 5, Role::Kam).await;
        user(&programme, 8, Role::Kam).await; // no address
        user(&programme, 9, Role::Kam).await; // an address that is none
        programme.sign_in("outsider", &[Role::Administrator], None).await;
        let mut tx = programme.write().await;
        users::acts::close(&mut tx, &programme.operator(), closed, true).await.unwrap();
        acts::choose(&mut tx, &viewer(&programme, declined), false).await.unwrap();
        tx.commit().await.unwrap();
        let done = run(&programme).await;
        assert_eq!(done.state, State::Done, "{}", outcome(&done));
        assert_eq!(
            outcome(&done),
            "Daily mails sent: 2. No address that mail can be sent to: 1 (User 9)."
        );
        let mails = mails(&server);
        let to: Vec<&str> = mails.iter().map(|(to, _)| to.as_str()).collect();
        assert_eq!(to, ["person1@firm.example", "person3@firm.example"]);
        // Each with the rights of its receiver.
        let sees = mails.iter().map(|(_, mail)| mail.everything().contains("Only a KAM sees this."));
        assert_eq!(sees.collect::<Vec<_>>(), [true, false]);
        let connections = server.said().iter().filter(|line| line.starts_with("EHLO")).count();
        assert_eq!(connections, 1, "one connection for all");
    })
    .await;
}

#[tokio::test]
async fn a_day_has_one_mail_however_often_the_job_is_begun() {
    on_each(async |programme, server| {
        user(&programme, 1, Role::Kam).await;
        let done = run(&programme).await;
        // Somebody has it done again by hand.
        let mut tx = programme.write().await;
        let operator = programme.operator();
        let again = jobs::Request::new(&()).unwrap();
        jobs::enqueue(&mut tx, &operator, &crate::mail::JOBS[0], again).await.unwrap();
        tx.commit().await.unwrap();
        let again = run(&programme).await;
        assert_ne!(done.id, again.id);
        assert_eq!((outcome(&again).as_str(), server.taken().len()), ("Daily mails sent: 1.", 1));
        at(&programme, "2026-03-03T09:00:00Z");
        run(&programme).await;
        assert_eq!(server.taken().len(), 2, "the next day has its own");
    })
    .await;
}

#[tokio::test]
async fn unread_notifications_are_counted_by_kind_without_the_muted_ones() {
    on_each(async |programme, server| {
        let id = user(&programme, 2, Role::Kam).await;
        let mut tx = programme.write().await;
        let happened = || Happened::new("jobs.told_done", "/sample").with("job", "the inner words");
        for kind in [&KIND, &KIND, &OTHER] {
            notifications::tell(&mut tx, kind, &[(id, happened())]).await.unwrap();
        }
        notifications::acts::mute(&mut tx, &viewer(&programme, id), &["sample.other"])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        run(&programme).await;
        let mails = mails(&server);
        let text = &mails[0].1.text;
        assert!(text.contains("Unread notifications\n- Sample: 2\n"), "{text}");
        assert!(
            !text.contains("Counting") && !mails[0].1.everything().contains("the inner words"),
            "{text}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_address_is_told_stops_nobody_and_is_not_tried_for_ever() {
    on_each(async |programme, server| {
        let refused = user(&programme, 1, Role::Kam).await;
        user(&programme, 3, Role::Kam).await;
        server.answers("RCPT TO:<person1@", "550 no such box");
        for day in 2..=4 {
            at(&programme, &format!("2026-03-0{day}T09:00:00Z"));
            let done = run(&programme).await;
            assert_eq!((done.state, done.attempts), (State::Done, 1));
            assert_eq!(
                outcome(&done),
                "Daily mails sent: 1. Refused by the mail server: 1 (User 1: 550 no such box).",
                "{day}"
            );
        }
        at(&programme, "2026-03-05T09:00:00Z");
        let done = run(&programme).await;
        assert_eq!(
            outcome(&done),
            "Daily mails sent: 1. Tried no more after three refusals in a row: 1 (User 1)."
        );
        let tried = server.said().iter().filter(|line| line.contains("person1@")).count();
        assert_eq!((tried, receivers(&server).len()), (3, 4));
        // Whoever keeps their choice is tried again.
        server.behaves();
        let mut tx = programme.write().await;
        acts::choose(&mut tx, &viewer(&programme, refused), true).await.unwrap();
        tx.commit().await.unwrap();
        at(&programme, "2026-03-06T09:00:00Z");
        assert_eq!(outcome(&run(&programme).await), "Daily mails sent: 2.");
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_is_put_off_is_tried_again_and_the_others_go() {
    on_each(async |programme, server| {
        user(&programme, 1, Role::Kam).await;
        user(&programme, 3, Role::Kam).await;
        server.answers("RCPT TO:<person1@", "450 come later");
        let rests = run(&programme).await;
        assert_eq!((rests.state, rests.attempts), (State::Waiting, 1));
        assert_eq!(
            rests.reason,
            "The mail server put mails off for later, 1 in all. It said: 450 come later"
        );
        assert_eq!(receivers(&server), ["person3@firm.example"]);
        server.behaves();
        at(&programme, "2026-03-02T09:00:31Z");
        assert_eq!(outcome(&run(&programme).await), "Daily mails sent: 2.");
        assert_eq!(receivers(&server), ["person1@firm.example", "person3@firm.example"]);
    })
    .await;
}

#[tokio::test]
async fn a_mail_server_that_hangs_up_is_tried_three_times_and_nothing_is_sent_twice() {
    on_each(async |programme, server| {
        user(&programme, 1, Role::Kam).await;
        server.answers("MAIL", GONE);
        for (attempt, moment) in (1..).zip(["2026-03-02T09:00:00Z", "2026-03-02T09:00:31Z", "2026-03-02T09:02:00Z"]) {
            at(&programme, moment);
            let rests = run(&programme).await;
            let state = if attempt == 3 { State::Failed } else { State::Waiting };
            assert_eq!((rests.state, rests.attempts), (state, attempt));
            assert!(
                rests.reason.starts_with("The connection to the mail server 127.0.0.1 broke"),
                "{}",
                rests.reason
            );
        }
        let mut tx = programme.read().await;
        assert!(
            store::list_of_day(&mut tx, Day::parse("2026-03-02").unwrap())
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn a_mail_without_an_answer_is_not_sent_again_and_the_job_says_whose_it_was() {
    on_each(async |programme, server| {
        user(&programme, 1, Role::Kam).await;
        user(&programme, 3, Role::Kam).await;
        server.answers(".", GONE);
        let done = run(&programme).await;
        assert_eq!(
            outcome(&done),
            "Daily mails sent: 0. Without an answer, so not sent again today: 2 (User 1, User 3)."
        );
        server.behaves();
        let mut tx = programme.write().await;
        let again = jobs::Request::new(&()).unwrap();
        jobs::enqueue(&mut tx, &programme.operator(), &crate::mail::JOBS[0], again)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(outcome(&run(&programme).await).contains("not sent again today: 2 "));
        assert_eq!(server.taken().len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_process_that_dies_between_sending_and_writing_down_sends_nothing_twice() {
    on_each(async |programme, server| {
        user(&programme, 1, Role::Kam).await;
        user(&programme, 3, Role::Kam).await;
        server.answers(".", SILENCE);
        jobs::schedule(&programme.app).await.unwrap();
        let app = programme.app.clone();
        let dying = tokio::spawn(async move { jobs::run_next(&app).await });
        server.got(1).await;
        server.behaves();
        // The first is silent for longer than its lease; another process takes the job.
        at(&programme, "2026-03-02T09:01:01Z");
        let second = programme.second_node().await;
        assert!(jobs::run_next(&second.app).await.unwrap());
        let done = job(&programme).await;
        assert_eq!((done.state, done.attempts), (State::Done, 2));
        assert_eq!(
            outcome(&done),
            "Daily mails sent: 1. Without an answer, so not sent again today: 1 (User 1)."
        );
        assert_eq!(receivers(&server), ["person3@firm.example"]);
        dying.abort();
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_the_mail_server_closed_meanwhile_is_made_anew() {
    on_each(async |programme, server| {
        for number in [1, 3, 4] {
            user(&programme, number, Role::Kam).await;
        }
        // Asked to begin anew after a refusal it says nothing more, and after each mail it is gone.
        server.answers("RCPT TO:<person1@", "550 no such box");
        server.answers("RSET", GONE);
        server.closes_after_each();
        let done = run(&programme).await;
        assert_eq!((done.state, done.attempts), (State::Done, 1), "{}", outcome(&done));
        assert_eq!(receivers(&server), ["person3@firm.example", "person4@firm.example"]);
        let connections = server.said().iter().filter(|line| line.starts_with("EHLO")).count();
        assert_eq!(connections, 3);
    })
    .await;
}

#[tokio::test]
async fn a_refused_login_fails_at_once_and_says_so_without_the_password() {
    let server = Server::start().await;
    server.answers("AUTH", "535 who are you");
    let smtp = format!("smtp://kam:s3cret@127.0.0.1:{}", server.port);
    let programme = open(Engine::Sqlite, &smtp, &[]).await;
    user(&programme, 1, Role::Kam).await;
    let failed = run(&programme).await;
    assert_eq!((failed.state, failed.attempts), (State::Failed, 1));
    assert_eq!(failed.reason, "The mail server 127.0.0.1 refused the login: 535 who are you");
}

#[tokio::test]
async fn the_mails_of_a_day_wait_for_their_hour_on_the_clock_of_the_firm() {
    let server = Server::start().await;
    let said = [("firm.time_zone", "Europe/Berlin"), ("mail.digest_at", "11")];
    let programme = open(Engine::Sqlite, &server.address(), &said).await;
    user(&programme, 1, Role::Kam).await;
    // The clock stands at 10:00 in Berlin.
    let waits = run(&programme).await;
    assert_eq!(
        (waits.state, waits.ready.to_rfc3339().as_str()),
        (State::Waiting, "2026-03-02T10:00:00Z")
    );
    at(&programme, "2026-03-02T10:00:00Z");
    assert_eq!(outcome(&run(&programme).await), "Daily mails sent: 1.");
}

#[test]
fn an_hour_that_is_skipped_is_the_next_one_and_one_that_comes_twice_is_the_first() {
    #[track_caller]
    fn check(day: &str, hour: u8, zone: &str, at: &str) {
        let found = jobs::rules::at_hour(Day::parse(day).unwrap(), hour, &Zone::parse(zone).unwrap());
        assert_eq!(found.to_rfc3339(), at, "{day} {hour} {zone}");
    }
    check("2026-03-02", 7, "Europe/Berlin", "2026-03-02T06:00:00Z");
    check("2026-03-29", 2, "Europe/Berlin", "2026-03-29T01:00:00Z");
    check("2026-10-25", 2, "Europe/Berlin", "2026-10-25T00:00:00Z");
    check("2026-03-02", 0, "Pacific/Kiritimati", "2026-03-01T10:00:00Z");
    check("2026-03-02", 23, "Pacific/Pago_Pago", "2026-03-03T10:00:00Z");
    check("2026-03-02", 7, "Asia/Kathmandu", "2026-03-02T01:15:00Z");
}

#[tokio::test]
async fn without_a_mail_server_no_job_is_asked_for() {
    let programme = TestProgramme::new(super::book()).await;
    user(&programme, 1, Role::Kam).await;
    jobs::schedule(&programme.app).await.unwrap();
    let mut tx = programme.read().await;
    assert_eq!(jobs::acts::count(&mut tx, &programme.operator(), &[]).await.unwrap(), 0);
}
