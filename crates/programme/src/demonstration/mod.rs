//! A made-up firm, made by the acts that users use.

/// The firm's name.
pub const FIRM: &str = "Halvorsen Instruments";

/// Who can sign in to the demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
    /// The role.
    pub role: String,
}

/// Builds the firm when the database is empty; says who can sign in.
///
/// # Errors
/// What the acts say.
pub async fn build(_: &platform::web::AppRef) -> platform::Result<Vec<SignIn>> {
    Ok(Vec::new())
}
