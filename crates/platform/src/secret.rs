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

/// The SHA-256 of bytes, as hexadecimal text.
#[must_use]
pub fn digest_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_published_one() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn two_tokens_differ_and_have_256_bits() {
        let (one, other) = (token().unwrap(), token().unwrap());
        assert_eq!((one.len(), other.len()), (64, 64));
        assert!(one != other && one.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn a_password_belongs_to_its_own_hash_alone_and_the_hash_names_its_cost() {
        let (one, other) = (hash_password("correct horse").unwrap(), hash_password("correct horse").unwrap());
        assert_ne!(one, other, "each has its own salt");
        // The least that OWASP's password storage sheet allows for argon2id: 19 MiB, two passes.
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert!(password_is("correct horse", &one) && password_is("correct horse", &other));
        assert!(!password_is("correct house", &one) && !password_is("", &one));
        assert!(!password_is("correct horse", "") && !password_is("correct horse", "no hash"));
    }

    #[test]
    fn secrets_are_the_same_only_when_they_are() {
        assert!(same("", "") && same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }
}
