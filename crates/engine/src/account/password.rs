//! Passwords: what is accepted, and argon2id, a few at a time and off the threads that serve pages.
use say::say;
use std::sync::OnceLock;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use base::{Error, Problems, Result};

use crate::engine::Engine;

/// Characters a password has at least.
const LEAST: usize = 10;
/// Bytes it has at most, so that hashing stays cheap to ask for.
const MOST: usize = 1_024;
/// How long one waits for others' passwords to be hashed.
const PATIENCE: Duration = Duration::from_secs(15);

/// Says what is wrong with a new password.
pub(super) fn judge(password: &str, email: &str, problems: &mut Problems) {
    let email = email.trim().to_lowercase();
    if password.chars().count() < LEAST {
        problems.add("password", "too_short", say!("problem-password-short", least = LEAST));
    } else if password.len() > MOST {
        problems.add("password", "too_long", say!("problem-password-long", most = MOST));
    } else if !email.is_empty() && password.trim().to_lowercase() == email {
        problems.add("password", "email", say!("problem-password-email"));
    }
}

fn hash(password: &str) -> Result<String> {
    let hash: PasswordHash = Argon2::default().hash_password(password.as_bytes()).map_err(Error::internal)?;
    Ok(hash.to_string())
}

fn verify(stored: Option<&str>, password: &str) -> bool {
    // Who is not there takes as long as who is.
    static NOBODY: OnceLock<String> = OnceLock::new();
    let nobody = || NOBODY.get_or_init(|| hash("nobody has this password").unwrap_or_default()).as_str();
    let text = stored.unwrap_or_else(nobody);
    let right = PasswordHash::new(text)
        .is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok());
    right && stored.is_some()
}

impl Engine {
    pub(super) async fn hash_password(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.hashing(move || hash(&password)).await?
    }

    /// Whether it is the password. Takes as long when there is none.
    pub(super) async fn verify_password(&self, stored: Option<String>, password: &str) -> Result<bool> {
        if password.len() > MOST {
            return Ok(false);
        }
        let password = password.to_owned();
        self.hashing(move || verify(stored.as_deref(), &password)).await
    }

    async fn hashing<T: Send + 'static>(&self, run: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let busy = |_| Error::Busy(say!("problem-too-many-signing-in").into());
        let permit = tokio::time::timeout(PATIENCE, self.doors().hashing.acquire()).await.map_err(busy)?;
        let _permit = permit.map_err(Error::internal)?;
        tokio::task::spawn_blocking(run).await.map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_enough_and_not_the_address() {
        let judged = |password: &str| {
            let mut problems = Problems::default();
            judge(password, "Ana@Example.com", &mut problems);
            problems.0.first().map(|p| p.code)
        };
        assert_eq!(judged("short"), Some("too_short"));
        assert_eq!(judged("ana@example.com"), Some("email"));
        assert_eq!(judged(&"x".repeat(1_025)), Some("too_long"));
        assert_eq!(judged("correct horse battery"), None);
    }

    #[test]
    fn a_hash_knows_its_password_and_nobody_has_none() {
        let hash = hash("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify(Some(&hash), "correct horse"));
        assert!(!verify(Some(&hash), "wrong horse"));
        assert!(!verify(None, "nobody has this password"));
    }
}
