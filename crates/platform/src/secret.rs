//! Secrets: random tokens, digests, passwords. The one place where randomness enters.

use crate::{Error, Result};
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// Lower-case hexadecimal text of bytes.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
    }
    text
}

/// The SHA-256 of a text, as hexadecimal text.
#[must_use]
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// A new secret of 256 random bits, as hexadecimal text.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn token() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::Failed(anyhow::anyhow!("the system gives no randomness: {e}")))?;
    Ok(hex(&bytes))
}

/// Compares two secrets in a time that does not depend on where they differ.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    use subtle::ConstantTimeEq as _;
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// The argon2id hash of a password, with its own salt and parameters inside (PHC string).
///
/// # Errors
/// When the operating system gives no randomness.
pub fn hash_password(password: &str) -> Result<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|e| Error::Failed(anyhow::anyhow!("the password could not be hashed: {e}")))?;
    Ok(hash.to_string())
}

/// Whether a password belongs to a hash. An unreadable hash belongs to no password.
#[must_use]
pub fn password_is(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}
