//! Streams of events to a page that is open: server-sent events, one after the other, until the stream or the node ends.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse as _, Response};
use http_body_util::channel::{Channel, Sender};
use serde::Serialize;
use std::future::Future;

/// How many events wait for a slow reader before the teller waits too.
const WAITING_MAX: usize = 4;
/// After how many milliseconds a browser asks again when a stream has ended.
const AGAIN_MILLISECONDS: u64 = 1_000;

/// What a page is told while it is open.
pub struct Events(Sender<Bytes>);

/// The reader went away: there is nobody to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone;

impl Events {
    /// Tells an event by its name and number, with what belongs to it as JSON.
    ///
    /// # Errors
    /// [`Gone`] when nobody reads any more.
    pub async fn tell(&mut self, name: &str, number: i64, said: &impl Serialize) -> Result<(), Gone> {
        let said = serde_json::to_string(said).ok().ok_or(Gone)?;
        self.send(format!("id: {number}\nevent: {name}\ndata: {said}\n\n")).await
    }

    /// Shows that the stream lives, so that no proxy closes it for being silent.
    ///
    /// # Errors
    /// [`Gone`] when nobody reads any more.
    pub async fn pulse(&mut self) -> Result<(), Gone> {
        self.send(":\n\n".to_owned()).await
    }

    async fn send(&mut self, text: String) -> Result<(), Gone> {
        self.0.send_data(Bytes::from(text)).await.ok().ok_or(Gone)
    }
}

/// An answer that goes on as long as `teller` tells. It must come to its end when the node does: [`super::App::stopping`].
pub fn stream<T, F>(teller: T) -> Response
where
    T: FnOnce(Events) -> F + Send + 'static,
    F: Future<Output = Result<(), Gone>> + Send + 'static,
{
    let (sender, body) = Channel::<Bytes>::new(WAITING_MAX);
    tokio::spawn(async move {
        let mut events = Events(sender);
        events.send(format!("retry: {AGAIN_MILLISECONDS}\n\n")).await?;
        // Whoever closes the page ends the stream, which is no fault.
        teller(events).await
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        // A proxy that gathers an answer before it passes it on would gather for as long as the stream lives.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, Body::new(body)).into_response()
}
