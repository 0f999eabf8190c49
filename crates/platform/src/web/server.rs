//! The server: all routes behind the gate, the house's own few, and an orderly end.

use super::answer::{self, View};
use super::app::AppRef;
use super::files::offer;
use super::guard::{Caller, Guard, caught, nowhere, panicked, wrong_method};
use super::headers::seal;
use super::request::Visitor;
use super::routes::{Declared, Routes};
use crate::{Error, Result, look};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _, SizeAbove};

/// How long a balancer waits for the database before it sends people elsewhere.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// The router of a node and the list of its routes.
pub fn router(app: &AppRef) -> (Router, Vec<Declared>) {
    let mut routes = Routes::new(app.clone())
        .get("/health", Guard::Public, health)
        .get("/ready", Guard::Public, ready)
        .get("/metrics", Guard::Public, metrics)
        .get("/assets/{hash}/{file}", Guard::Public, answer::asset)
        .post("/theme", Guard::Public, answer::choose_theme)
        .get("/design", Guard::SignedIn, design);
    for chapter in &app.book.chapters {
        routes = (chapter.routes)(routes);
    }
    routes = routes.operations(&app.book.operations);
    let (router, declared) = routes.finish();
    let router = router.fallback(nowhere).method_not_allowed_fallback(wrong_method);
    // A page is made anew for everybody, so what packing costs counts more than the last kB it saves.
    let compress = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(DefaultPredicate::new().and(SizeAbove::new(860)));
    let router = router
        .layer(DefaultBodyLimit::max(app.config.upload_bytes_max))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(offer))
        .layer(from_fn_with_state(app.clone(), caught))
        .layer(from_fn_with_state(app.clone(), seal))
        .layer(compress)
        .with_state(app.clone());
    (router, declared)
}

/// Serves until `stop` resolves; then tells the node to stop, answers what has begun and ends. The database stays open.
///
/// # Errors
/// When the socket fails.
pub async fn serve(app: AppRef, listener: tokio::net::TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    let (router, _) = router(&app);
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            stop.await;
            app.stop();
        })
        .await
        .map_err(|e| Error::Failed(anyhow::Error::new(e).context("serving")))
}

async fn health() -> &'static str {
    "alive"
}

/// Every component and chart in every state; what screenshots are compared with.
async fn design(caller: Caller) -> Response {
    caller.page(View::new(crate::texts::say("design.place"), "/design", look::design::page()))
}

/// Ready means that the database answers, soon, and has its schema.
async fn ready(State(app): State<AppRef>) -> (StatusCode, &'static str) {
    let asked = async {
        let mut tx = app.db.read().await?;
        tx.count(&crate::database::Query::new("select count(*) from journal_head")).await
    };
    match tokio::time::timeout(READY_WITHIN, asked).await {
        Ok(Ok(_)) => return (StatusCode::OK, "ready"),
        Ok(Err(error)) => tracing::warn!("not ready: {error}"),
        Err(_) => tracing::warn!("not ready: the database does not answer within {READY_WITHIN:?}"),
    }
    (StatusCode::SERVICE_UNAVAILABLE, "not ready")
}

/// Metrics for whoever sits on the same machine; a proxy that sits there too asks for somebody else.
async fn metrics(State(app): State<AppRef>, visitor: Visitor, headers: HeaderMap) -> Result<Response> {
    let here = visitor.address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let forwarded = headers.contains_key(header::FORWARDED) || headers.contains_key("x-forwarded-for");
    if !here || forwarded {
        return Err(Error::NotFound { what: "page" });
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], app.metrics.shown()).into_response())
}
