//! Choosing daily mails, and ending them from a mail without signing in.

use super::{at, mails, on_each, outcome, run, user};
use crate::access::Role;
use crate::testing::TestProgramme;
use crate::users;
use serde_json::json;

const FORM: &[(&str, &str)] = &[("content-type", "application/x-www-form-urlencoded")];

/// The address behind the button of a mail program, without its host.
fn leaving(server: &super::server::Server) -> String {
    let mail = mails(server).remove(0).1;
    let address = mail.header("list-unsubscribe").trim_matches(['<', '>']).to_owned();
    address.strip_prefix("https://mainstay.firm.example").unwrap().to_owned()
}

#[tokio::test]
async fn one_click_ends_the_mails_without_signing_in_and_looking_ends_nothing() {
    on_each(async |programme, server| {
        user(&programme, 1, Role::Kam).await;
        user(&programme, 3, Role::Kam).await;
        run(&programme).await;
        let path = leaving(&server);
        let mut stranger = programme.stranger();
        let page = stranger.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains("No more daily mails?") && page.body.contains("method=\"post\""),
            "{}",
            page.body
        );
        at(&programme, "2026-03-03T09:00:00Z");
        assert_eq!(outcome(&run(&programme).await), "Daily mails sent: 2.", "to look is not to leave");
        let body = Some(b"List-Unsubscribe=One-Click".to_vec());
        let left = stranger.send("POST", &path, body, FORM).await;
        assert_eq!(left.status, 200, "{}", left.body);
        assert!(left.body.contains("You get no more daily mails."), "{}", left.body);
        at(&programme, "2026-03-04T09:00:00Z");
        assert_eq!(
            outcome(&run(&programme).await),
            "Daily mails sent: 1.",
            "the other still gets theirs"
        );
        // Once more is no more, and the older link does the same.
        assert_eq!(stranger.post::<&str>(&path, &[]).await.status, 200);
        assert_eq!(
            stranger
                .send(
                    "POST",
                    &path,
                    Some(b"--x--".to_vec()),
                    &[("content-type", "multipart/form-data; boundary=x")]
                )
                .await
                .status,
            200
        );
    })
    .await;
}

#[tokio::test]
async fn a_wrong_token_ends_nothing_and_tells_nothing() {
    on_each(async |programme, server| {
        user(&programme, 1, Role::Kam).await;
        run(&programme).await;
        let right = leaving(&server);
        let (wrong, mut stranger) = (right.replace("token=", "token=0"), programme.stranger());
        for path in [
            wrong.as_str(),
            "/mail/leaving",
            "/mail/leaving?token=",
            "/mail/leaving?token=%27%20or%201%3D1",
        ] {
            for seen in [stranger.get(path).await, stranger.post::<&str>(path, &[]).await] {
                assert_eq!(seen.status, 422, "{path}");
                assert!(seen.body.contains("This link is not of a mail that we know"), "{}", seen.body);
            }
        }
        // The token opens nothing else.
        let token = right.rsplit('=').next().unwrap().to_owned();
        stranger.cookies.insert("mainstay_session".to_owned(), token.clone());
        assert_ne!(stranger.get("/sample").await.status, 200);
        stranger.token = token;
        assert_eq!(stranger.get("/api/v1/mail/choice").await.status, 401);
        at(&programme, "2026-03-03T09:00:00Z");
        assert_eq!(outcome(&run(&programme).await), "Daily mails sent: 1.");
    })
    .await;
}

#[tokio::test]
async fn a_link_goes_with_its_mail_after_half_a_year() {
    on_each(async |programme, server| {
        user(&programme, 1, Role::Kam).await;
        run(&programme).await;
        let path = leaving(&server);
        at(&programme, "2026-08-30T09:00:00Z");
        run(&programme).await;
        assert_eq!(programme.stranger().get(&path).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn strangers_who_ask_too_often_have_to_wait() {
    let said = [("api.strangers_a_minute", "2")];
    let programme = TestProgramme::with(crate::testing::Engine::Sqlite, super::book(), &said).await;
    let mut stranger = programme.stranger();
    for _ in 0..2 {
        assert!(
            stranger
                .get("/mail/leaving?token=x")
                .await
                .body
                .contains("not of a mail that we know")
        );
    }
    let seen = stranger.post::<&str>("/mail/leaving?token=x", &[]).await;
    assert!(seen.body.contains("has to wait"), "{}", seen.body);
}

#[tokio::test]
async fn a_user_chooses_on_the_page_and_by_program() {
    on_each(async |programme, server| {
        let mut kam = programme.sign_in("kam", &[Role::Kam], Some(super::person(1))).await;
        let page = kam.get("/notifications").await;
        assert!(
            page.body.contains("what waits for you, sent to person1@firm.example"),
            "{}",
            page.body
        );
        assert!(page.body.contains("Send me one mail a day, at 07:00"), "{}", page.body);
        let token = page.csrf();
        let seen = kam.post("/mail/choice", &[("csrf", token.as_str())]).await;
        assert_eq!((seen.status, seen.location.as_str()), (303, "/notifications?kept=mail"));
        assert!(kam.get(&seen.location).await.body.contains("It holds from the next mail on"));
        assert_eq!(outcome(&run(&programme).await), "Daily mails sent: 0.");
        assert_eq!(kam.post::<&str>("/mail/choice", &[]).await.status, 422, "a form without its secret");
        let mut program = programme.program("kam", "mail:write").await;
        let path = "/api/v1/mail/choice";
        let said =
            |wanted: bool, refused: bool| json!({ "wanted": wanted, "address": "person1@firm.example", "sends": true, "refused": refused });
        assert_eq!(program.get(path).await.json(), said(false, false));
        let chosen = program.call("POST", path, &json!({ "wanted": true }), &[]).await;
        assert_eq!((chosen.status, chosen.json()["href"].as_str()), (200, Some(path)));
        assert_eq!(program.get(path).await.json(), said(true, false));
        server.answers("RCPT", "550 no such box");
        at(&programme, "2026-03-03T09:00:00Z");
        run(&programme).await;
        assert_eq!(program.get(path).await.json(), said(true, true));
        let page = kam.get("/notifications").await;
        assert!(page.body.contains("The mail server refused the last mail to you"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn the_page_says_why_no_mail_can_come() {
    let programme = TestProgramme::new(super::book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], Some(super::person(1))).await;
    assert!(kam.get("/notifications").await.body.contains("This Mainstay sends no mail"));
    let server = super::server::Server::start().await;
    let programme = super::open(crate::testing::Engine::Sqlite, &server.address(), &[]).await;
    let mut outsider = programme.sign_in("outsider", &[Role::Kam], None).await;
    assert!(
        outsider
            .get("/notifications")
            .await
            .body
            .contains("Your person has no mail address yet")
    );
    let mut tx = programme.read().await;
    assert!(users::store::list_open_people(&mut tx).await.unwrap().is_empty());
}
