//! Serving: the firm's own programme, or the made-up one.

use super::{Demo, Serve};
use crate::start::Base;
use platform::web::AppRef;
use platform::{Error, Result, observe, users, web};
use programme::demonstration;
use programme::foundation::alerts;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

/// Serves the firm's programme until it is told to stop.
pub(crate) async fn serve(base: Base, serve: Serve) -> Result<ExitCode> {
    let base = match serve.listen {
        Some(listen) => base.with(&[("server.listen", listen)])?,
        None => base,
    };
    observe::start_log(&base.config)?;
    let app = base.open().await?;
    if let Some(token) = users::acts::first_link(&app).await? {
        println!("There is no user yet. Make the first administrator here, within a day:");
        println!("http://{}/sign-in/link?token={token}", base.config.listen);
    }
    listen(app, &base.config.listen).await
}

/// Serves the made-up firm on loopback.
pub(crate) async fn demo(base: Base, demo: Demo) -> Result<ExitCode> {
    let folder = demo.data.display();
    let base = base.with(&[
        ("server.listen", format!("127.0.0.1:{}", demo.port)),
        ("database.url", format!("sqlite:{folder}/mainstay.db")),
        ("facts.folder", format!("{folder}/facts")),
        ("firm.name", demonstration::FIRM.to_owned()),
        ("firm.currency", "EUR".to_owned()),
        ("log.level", "warn".to_owned()),
    ])?;
    observe::start_log(&base.config)?;
    let app = base.open().await?;
    for sign_in in demonstration::build(&app).await? {
        println!("sign in: {} {} {}", sign_in.login, sign_in.password, sign_in.role);
    }
    let address = base.config.listen.clone();
    listen(app, &address).await
}

async fn listen(app: AppRef, address: &str) -> Result<ExitCode> {
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|e| {
        Error::refused(
            "server.listen",
            format!("Cannot listen on {address}: {e}. Choose another with `--port` or `server.listen`."),
        )
    })?;
    let bound = listener.local_addr().map_err(|e| Error::Failed(e.into()))?;
    println!("ready on http://{bound}");
    std::io::stdout().flush().map_err(|e| Error::Failed(e.into()))?;
    let watching = tokio::spawn(watch(app.clone()));
    let served = web::serve(app, listener, stop_signal()).await;
    watching.abort();
    served?;
    Ok(ExitCode::SUCCESS)
}

/// Evaluates the alerts in the first hour of each day, and at the start of the program where that was missed.
/// Of several nodes the first does it, and the others find it done.
async fn watch(app: AppRef) {
    let mut hours = tokio::time::interval(Duration::from_secs(60 * 60));
    loop {
        hours.tick().await;
        if let Err(fault) = evaluate_alerts(&app).await {
            tracing::error!("evaluating the alerts: {fault}");
        }
    }
}

async fn evaluate_alerts(app: &AppRef) -> Result<()> {
    let mut tx = app.db.write().await?;
    if let Some(done) = alerts::evaluate_daily(&mut tx).await? {
        tx.commit().await?;
        let alerts::Evaluated {
            raised,
            closed,
            open,
            unowned,
        } = done;
        tracing::info!(raised, closed, open, unowned, "the alerts were evaluated");
    }
    Ok(())
}

/// Resolves on Ctrl-C or when the operating system asks the program to end.
async fn stop_signal() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! { () = interrupt => {}, _ = terminate.recv() => {} },
            Err(_) => interrupt.await,
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
}
