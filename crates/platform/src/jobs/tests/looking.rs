//! The pages and the API of jobs.

use super::*;
use crate::testing::on_both;

fn about(subject: &str) -> Request {
    Request::new(&("the payload", 1)).unwrap().about(subject, "/sample")
}

async fn press(browser: &mut Browser, path: &str) -> crate::testing::Seen {
    let csrf = browser.get("/password").await.csrf();
    browser.post(path, &[("csrf", csrf.as_str())]).await
}

#[tokio::test]
async fn the_list_shows_ones_own_and_to_the_administrator_everybodys() {
    on_both(book, |programme| async move {
        let (mut kim, asker) = signed_in(&programme, "kim", &[Role::Kam]).await;
        let (mut leif, _) = signed_in(&programme, "leif", &[Role::Administrator]).await;
        let empty = kim.get("/jobs").await.body;
        assert!(empty.contains("Nothing is under way") && empty.contains("You have not asked for any yet"));
        ask_with(&programme, &asker, &COUNT, about("orders.csv")).await;
        ask(&programme, &COUNT).await;
        let own = kim.get("/jobs").await.body;
        assert!(own.contains("One job is under way") && own.contains("orders.csv") && !own.contains("Asked by"));
        let all = leif.get("/jobs").await.body;
        assert!(all.contains("2 jobs are under way") && all.contains("Asked by") && all.contains("Mainstay\u{a0}itself"));
        assert!(runs(&programme).await);
        let open = leif.get("/jobs?state=open").await.body;
        assert!(!open.contains("orders.csv") && open.contains("Waiting"));
        let done = leif.get("/jobs?state=done").await.body;
        assert!(done.contains("orders.csv") && done.contains("Show all"));
        assert!(leif.get("/jobs?state=failed").await.body.contains("No job is in this state"));
        assert!(!(own + &all).contains("the payload"));
    })
    .await;
}

#[tokio::test]
async fn the_page_of_a_job_says_how_far_it_is_and_what_came_of_it() {
    on_both(book, |programme| async move {
        let (mut kim, asker) = signed_in(&programme, "kim", &[Role::Kam]).await;
        let id = ask_with(&programme, &asker, &COUNT, about("orders.csv")).await;
        let path = format!("/jobs/{id}");
        let waiting = kim.get(&path).await.body;
        assert!(waiting.contains("Counting") && waiting.contains("It waits for a free hand"));
        assert!(waiting.contains(&format!("data-live=\"{path}/events\"")) && waiting.contains("data-state=\"waiting\""));
        assert!(waiting.contains("<noscript>") && waiting.contains("Look again"));
        assert!(runs(&programme).await);
        let done = kim.get(&path).await.body;
        assert!(done.contains("1 counted.") && done.contains("Look at it") && done.contains("href=\"/sample\""));
        assert!(!done.contains("data-live") && !done.contains("the payload"));
        assert_eq!(kim.get("/jobs/none").await.status, 404);
        let failed = ask_with(&programme, &asker, &REFUSED, about("other.csv")).await;
        assert!(runs(&programme).await);
        let page = kim.get(&format!("/jobs/{failed}")).await.body;
        assert!(page.contains("Too much. Take less.") && page.contains("Try\u{a0}again"));
    })
    .await;
}

#[tokio::test]
async fn a_job_is_cancelled_and_tried_again_by_its_buttons() {
    on_both(book, |programme| async move {
        let (mut kim, asker) = signed_in(&programme, "kim", &[Role::Kam]).await;
        let (mut lee, _) = signed_in(&programme, "lee", &[Role::Kam]).await;
        let (mut ada, _) = signed_in(&programme, "ada", &[Role::Auditor]).await;
        let id = ask_with(&programme, &asker, &COUNT, about("orders.csv")).await;
        let (cancellation, retry) = (format!("/jobs/{id}/cancellation"), format!("/jobs/{id}/retry"));
        assert!(kim.get(&format!("/jobs/{id}")).await.body.contains(&cancellation));
        assert!(!ada.get(&format!("/jobs/{id}")).await.body.contains(&cancellation));
        assert_eq!(press(&mut lee, &cancellation).await.status, 404);
        assert_eq!(press(&mut ada, &cancellation).await.status, 403);
        let pressed = press(&mut kim, &cancellation).await;
        assert_eq!((pressed.status, pressed.location), (303, format!("/jobs/{id}")));
        assert_eq!(found(&programme, id).await.state, State::Cancelled);
        assert_eq!(press(&mut kim, &cancellation).await.status, 422);
        assert_eq!(press(&mut lee, &retry).await.status, 404);
        assert_eq!(press(&mut kim, &retry).await.status, 303);
        assert_eq!(found(&programme, id).await.state, State::Waiting);
    })
    .await;
}

#[tokio::test]
async fn programs_list_find_and_cancel() {
    on_both(book, |programme| async move {
        let (mut kim, asker) = signed_in(&programme, "kim", &[Role::Kam]).await;
        let mut ids = Vec::new();
        for subject in ["one.csv", "two.csv", "three.csv"] {
            ids.push(ask_with(&programme, &asker, &COUNT, about(subject)).await);
        }
        assert!(runs(&programme).await);
        let read = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap();
        let first = read(&kim.get("/api/v1/jobs?limit=2").await.body);
        assert_eq!(
            (&first["items"][0]["subject"], &first["items"][1]["subject"]),
            (&"three.csv".into(), &"two.csv".into())
        );
        let next = first["next"].as_str().unwrap();
        let second = read(&kim.get(&format!("/api/v1/jobs?limit=2&cursor={next}")).await.body);
        assert_eq!(
            (second["items"].as_array().unwrap().len(), &second["next"]),
            (1, &serde_json::Value::Null)
        );
        assert_eq!(second["items"][0]["result"]["sentence"], "1 counted.");
        let path = format!("/api/v1/jobs/{}", ids[2]);
        let one = kim.get(&path).await.body;
        assert_eq!(
            (&read(&one)["state"], &read(&one)["kind"]),
            (&"waiting".into(), &"sample.count".into())
        );
        assert!(!one.contains("the payload"));
        let mut program = programme.program("kim", "jobs:write").await;
        let nothing = serde_json::json!({});
        let state = async |program: &mut Browser| program.get(&path).await.json()["state"].clone();
        let cancelled = program.call("POST", &format!("{path}/cancellation"), &nothing, &[]).await;
        assert_eq!((cancelled.status, cancelled.json()["href"].as_str()), (200, Some(path.as_str())));
        assert_eq!(state(&mut program).await, "cancelled");
        let refused = program.call("POST", &format!("{path}/cancellation"), &nothing, &[]).await;
        assert_eq!((refused.status, &refused.json()["code"]), (422, &"jobs.ended".into()));
        assert_eq!(program.call("POST", &format!("{path}/retry"), &nothing, &[]).await.status, 200);
        assert_eq!(state(&mut program).await, "waiting");
        assert_eq!(kim.get("/api/v1/jobs?limit=none").await.status, 422);
    })
    .await;
}
