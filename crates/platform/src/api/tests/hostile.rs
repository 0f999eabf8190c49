//! Bodies that nobody sends by mistake.

use super::{SAMPLE, body, check, count, program};
use crate::sample::book;
use crate::testing::{Browser, Seen, TestProgramme};

async fn post(kam: &mut Browser, kind: &str, bytes: &[u8]) -> Seen {
    kam.send("POST", SAMPLE, Some(bytes.to_vec()), &[("content-type", kind)]).await
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused_with_its_place() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = program(&programme).await;
    let deep = format!("{{\"name\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let utf16: Vec<u8> = "{\"name\":\"a\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: &[&[u8]] = &[
        b"{",
        b"[]",
        b"null",
        b"\"text\"",
        b"{\"name\":\"a\"} more",
        b"{\"name\":\"\xff\"}",
        b"\xef\xbb\xbf{\"name\":\"a\"}",
        b"{\"name\":\"\\ud800\"}",
        b"{\"name\":'a'}",
        b"{\"name\":NaN}",
        &utf16,
        deep.as_bytes(),
    ];
    for bytes in cases {
        check(&post(&mut kam, "application/json", bytes).await, 400, "api.no_json");
    }
    check(
        &post(&mut kam, "application/json", b"{\"name\":\"a\",\"name\":\"b\"}").await,
        400,
        "api.twice",
    );
    assert_eq!(count(&programme).await, 0);
}

#[tokio::test]
async fn a_body_of_another_kind_or_size_is_not_read() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = program(&programme).await;
    let sent = body().to_string();
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/jsonp",
    ] {
        check(&post(&mut kam, kind, sent.as_bytes()).await, 415, "api.media_type");
    }
    let packed = [("content-type", "application/json"), ("content-encoding", "gzip")];
    check(
        &kam.send("POST", SAMPLE, Some(sent.clone().into_bytes()), &packed).await,
        415,
        "api.encoding",
    );
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(1 << 20));
    check(&post(&mut kam, "application/json", large.as_bytes()).await, 413, "api.too_large");
    assert_eq!(count(&programme).await, 0);
    assert_eq!(
        post(&mut kam, "Application/JSON; Charset=\"UTF-8\"", sent.as_bytes()).await.status,
        201
    );
}

#[tokio::test]
async fn an_authorization_that_is_no_token_opens_nothing_even_with_a_cookie() {
    let programme = TestProgramme::new(book()).await;
    let token = program(&programme).await.token;
    let mut kam = programme.stranger();
    kam.sign_in("kam", crate::testing::PASSWORD).await;
    let long = format!("Bearer {}", "x".repeat(100_000));
    for said in [
        "Bearer",
        "Bearer ",
        "Basic a2FtOng=",
        "Bearer x",
        &format!("Token {token}"),
        &format!("Bearer {token}x"),
        &long,
    ] {
        let seen = kam.send("GET", SAMPLE, None, &[("authorization", said)]).await;
        check(&seen, 401, "not_signed_in");
    }
    let both = format!("Bearer {token}");
    let twice = [("authorization", both.as_str()), ("authorization", both.as_str())];
    check(&kam.send("GET", SAMPLE, None, &twice).await, 401, "not_signed_in");
    assert_eq!(kam.send("GET", SAMPLE, None, &twice[..1]).await.status, 200);
}
