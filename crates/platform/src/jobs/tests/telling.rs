//! What a job tells while it runs: to the records, and to a page that is open.

use super::*;
use crate::testing::on_both;

fn numbers(numbers: &[u64]) -> Request {
    Request::new(&numbers).unwrap()
}

/// The events of a stream: name and content.
fn events(body: &str) -> Vec<(String, serde_json::Value)> {
    let of = |block: &str, head: &str| {
        block
            .lines()
            .find_map(|line| line.strip_prefix(head))
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    body.split("\n\n")
        .filter(|block| block.contains("data:"))
        .map(|block| (of(block, "event:"), serde_json::from_str(&of(block, "data:")).unwrap()))
        .collect()
}

#[tokio::test]
async fn a_page_hears_how_a_job_goes_on_and_that_it_has_ended() {
    on_both(book, |programme| async move {
        let (mut browser, asker) = signed_in(&programme, "kim", &[Role::Kam]).await;
        let id = ask_with(&programme, &asker, &TELL, numbers(&[1, 5, 3, 8])).await;
        let path = format!("/jobs/{id}/events");
        let (stream, ran) = tokio::join!(browser.get(&path), runs(&programme));
        assert!(ran);
        assert_eq!((stream.status, stream.kind.as_str()), (200, "text/event-stream"));
        assert_eq!(stream.header("cache-control"), "no-store");
        assert!(stream.body.starts_with("retry: "), "{}", stream.body);
        let told = events(&stream.body);
        assert!(told.iter().all(|(name, _)| name == "job"));
        let place = |said: &serde_json::Value| ["waiting", "running", "done"].iter().position(|state| said["state"] == *state);
        let places: Vec<usize> = told.iter().map(|(_, said)| place(said).unwrap()).collect();
        assert!(places.is_sorted() && places.contains(&1), "{told:?}");
        let last = &told.last().unwrap().1;
        assert_eq!((&last["state"], &last["ended"]), (&"done".into(), &true.into()));
        assert_eq!((&last["counted"], &last["step"]), (&"8 of 8".into(), &"Done".into()));
        let done: Vec<i64> = told.iter().map(|(_, said)| said["done"].as_i64().unwrap()).collect();
        assert!(done.is_sorted() && done.contains(&1) && done.contains(&5), "{done:?}");
        assert!(told.iter().any(|(_, said)| said["step"] == "Adding up"));
        let again = browser.get(&path).await;
        assert_eq!(events(&again.body).len(), 1, "what has ended is told once");
    })
    .await;
}

#[tokio::test]
async fn what_is_told_again_and_again_is_written_now_and_then() {
    let programme = TestProgramme::new(book()).await;
    let id = ask(&programme, &THREAD).await;
    let wish = async {
        until(&programme, id, State::Running).await;
        while found(&programme, id).await.done == 0 {
            tokio::task::yield_now().await;
        }
        cancel(&programme, &programme.operator(), id).await.unwrap();
    };
    tokio::join!(runs(&programme), wish);
    let job = found(&programme, id).await;
    // Taking it, ending it and the wish are written too.
    assert!(
        job.done > 100 * job.version,
        "told {} times and written {} times",
        job.done,
        job.version
    );
}

#[tokio::test]
async fn nobody_hears_of_a_job_that_they_may_not_see() {
    let programme = TestProgramme::new(book()).await;
    let (_, asker) = signed_in(&programme, "kim", &[Role::Kam]).await;
    let id = ask_with(&programme, &asker, &COUNT, numbers(&[])).await;
    let (mut other, _) = signed_in(&programme, "lee", &[Role::Kam]).await;
    assert_eq!(other.get(&format!("/jobs/{id}/events")).await.status, 404);
    assert_eq!(other.get("/jobs/none/events").await.status, 404);
    let sent = programme.stranger().get(&format!("/jobs/{id}/events")).await;
    assert_eq!((sent.status, sent.kind.as_str()), (303, ""));
}

#[tokio::test]
async fn a_stream_ends_when_the_program_stops() {
    let programme = TestProgramme::new(book()).await;
    let (mut browser, asker) = signed_in(&programme, "kim", &[Role::Kam]).await;
    let id = ask_with(&programme, &asker, &COUNT, numbers(&[])).await;
    let path = format!("/jobs/{id}/events");
    let (stream, ()) = tokio::join!(browser.get(&path), async { programme.app.stop() });
    assert_eq!(events(&stream.body).len(), 1);
}

#[tokio::test]
async fn work_that_no_job_asked_for_holds_the_same_handle() {
    let programme = TestProgramme::new(book()).await;
    let handle = Handle::alone(&programme.app);
    handle.step("sample.step");
    handle.progress(3, 8);
    handle.progress(2, 8);
    assert_eq!((handle.so_far(), handle.attempt()), ((3, 8, "sample.step"), 1));
    handle.go_on().unwrap();
    // Another part is counted from its beginning.
    handle.begin("sample.refused", 5);
    assert_eq!(handle.so_far(), (0, 5, "sample.refused"));
    handle.progress(2, 5);
    assert_eq!(handle.so_far(), (2, 5, "sample.refused"));
    let mut tx = programme.write().await;
    handle.confirm(&mut tx).await.unwrap();
    assert_eq!(handle.viewer(&programme.app, &mut tx).await.unwrap().name, "operator");
    handle.cancel();
    assert_eq!(handle.go_on().unwrap_err().code(), "jobs.cancelled");
}

#[tokio::test]
async fn nobody_opens_streams_without_end_and_a_closed_one_counts_no_more() {
    let programme = TestProgramme::new(book()).await;
    let open: Vec<_> = std::iter::from_fn(|| programme.app.open_stream("kim")).take(1_000).collect();
    assert_eq!(open.len(), 24);
    assert!(programme.app.open_stream("lee").is_some(), "everybody has their own");
    let (mut browser, asker) = signed_in(&programme, "kim", &[Role::Kam]).await;
    let id = ask_with(&programme, &asker, &COUNT, numbers(&[])).await;
    assert!(runs(&programme).await);
    let whose = asker.user.unwrap().to_string();
    let own: Vec<_> = std::iter::from_fn(|| programme.app.open_stream(&whose)).take(1_000).collect();
    let refused = browser.get(&format!("/jobs/{id}/events")).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    drop(own);
    assert_eq!(browser.get(&format!("/jobs/{id}/events")).await.status, 200);
}
