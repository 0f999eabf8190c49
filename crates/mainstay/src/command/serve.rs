//! Serving: the firm's own programme, or the made-up one.

use super::{Demo, Serve};
use crate::start::Base;
use platform::web::AppRef;
use platform::{Error, Result, jobs, observe, users, web};
use programme::demonstration;
use std::process::ExitCode;

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
        // Nobody of a made-up firm gets mail.
        ("mail.smtp", String::new()),
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
    let working = tokio::spawn(jobs::work(app.clone()));
    let served = web::serve(app.clone(), listener, stop_signal()).await;
    app.stop();
    // What has begun is given back before the database closes.
    let worked = working.await;
    app.db.close().await;
    served?;
    worked.map_err(|e| Error::Failed(e.into()))?;
    Ok(ExitCode::SUCCESS)
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
