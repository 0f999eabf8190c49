//! What operators ask: alive, ready, how many; and what a socket may throw at the server.

use crate::access::Role;
use crate::sample::book;
use crate::testing::TestProgramme;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

#[tokio::test]
async fn a_node_is_ready_while_its_database_answers_and_alive_even_without() {
    let programme = TestProgramme::new(book()).await;
    let mut stranger = programme.stranger();
    let (health, ready) = (stranger.get("/health").await, stranger.get("/ready").await);
    assert_eq!((health.body.as_str(), ready.status, ready.body.as_str()), ("alive", 200, "ready"));
    programme.app.db.close().await;
    let (health, ready) = (stranger.get("/health").await, stranger.get("/ready").await);
    assert_eq!((health.status, ready.status, ready.body.as_str()), (200, 503, "not ready"));
}

#[tokio::test]
async fn a_request_without_a_database_is_a_fault_with_a_reference() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    programme.app.db.close().await;
    let seen = kam.get("/sample").await;
    assert!(seen.status == 500 && seen.body.contains("the reference ") && !seen.body.to_lowercase().contains("sqlite"));
}

#[tokio::test]
async fn metrics_are_for_this_machine_alone() {
    let programme = TestProgramme::new(book()).await;
    let mut stranger = programme.stranger();
    stranger.get("/sign-in?next=/secret").await;
    for outside in [[203, 0, 113, 7], [10, 0, 0, 1]] {
        stranger.address = Some(SocketAddr::from((outside, 4000)));
        assert_eq!(stranger.get("/metrics").await.status, 404);
    }
    stranger.address = None;
    assert_eq!(stranger.get("/metrics").await.status, 404);
    for inside in ["127.0.0.1:4000", "[::1]:4000", "[::ffff:127.0.0.1]:4000"] {
        stranger.address = Some(inside.parse().unwrap());
        let seen = stranger.get("/metrics").await;
        assert!(
            seen.status == 200 && seen.kind.starts_with("application/openmetrics-text"),
            "{inside}"
        );
        assert!(
            seen.body
                .contains("mainstay_http_requests_total{route=\"/sign-in\",status=\"200\"} 1"),
            "{}",
            seen.body
        );
        assert!(!seen.body.contains("secret"));
    }
    let through_a_proxy = stranger.send("GET", "/metrics", None, &[("x-forwarded-for", "203.0.113.7")]).await;
    assert_eq!(through_a_proxy.status, 404);
}

/// What a socket answers to these bytes; the first line of it.
async fn said_to(address: SocketAddr, bytes: &[u8]) -> String {
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    // The server may hang up before it has read everything.
    let _sent = socket.write_all(bytes).await;
    let mut answer = Vec::new();
    let _read = socket.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn huge_or_broken_requests_are_refused_and_the_server_goes_on() {
    let programme = TestProgramme::new(book()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(crate::web::serve(programme.app.clone(), listener, async move {
        let _stopped = stopped.await;
    }));
    let ask = "GET /health HTTP/1.1\r\nhost: mainstay.test\r\nconnection: close\r\n";
    assert_eq!(said_to(address, format!("{ask}\r\n").as_bytes()).await, "HTTP/1.1 200 OK");
    let many = (0..200).map(|n| format!("x-{n}: y\r\n")).collect::<String>();
    assert_eq!(
        said_to(address, format!("{ask}{many}\r\n").as_bytes()).await,
        "HTTP/1.1 431 Request Header Fields Too Large"
    );
    let huge = format!("{ask}x: {}\r\n\r\n", "y".repeat(1 << 20));
    let refused = said_to(address, huge.as_bytes()).await;
    assert!(refused.is_empty() || refused.contains("431"), "{refused}");
    assert_eq!(said_to(address, b"nonsense\r\n\r\n").await, "HTTP/1.1 400 Bad Request");
    assert_eq!(said_to(address, format!("{ask}\r\n").as_bytes()).await, "HTTP/1.1 200 OK");
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(
        tokio::net::TcpStream::connect(address).await.is_err(),
        "after an orderly end nobody answers"
    );
}
