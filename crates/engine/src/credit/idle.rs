//! At which accounts uncredited lines lie: the first accounts only, for only their lines are ever listed.

use std::collections::BTreeMap;

use crate::UNCREDITED_LISTED_MAX;

/// The first accounts with uncredited lines, by their references.
#[derive(Debug, Clone, Default)]
pub(super) struct Idle {
    accounts: BTreeMap<String, i64>,
    /// From this account on nothing is counted.
    beyond: Option<String>,
}

/// So many accounts are counted before the later half is let go.
const ACCOUNTS_MAX: usize = 4 * UNCREDITED_LISTED_MAX;

impl Idle {
    /// Counts lines at an account; fewer than none for older versions that are taken away.
    pub(super) fn add(&mut self, account: &str, lines: i64) {
        if self.beyond.as_deref().is_some_and(|beyond| account >= beyond) {
            return;
        }
        match self.accounts.get_mut(account) {
            Some(known) => *known += lines,
            None => {
                self.accounts.insert(account.to_owned(), lines);
            }
        }
        if self.accounts.len() > ACCOUNTS_MAX
            && let Some(middle) = self.accounts.keys().nth(ACCOUNTS_MAX / 2).cloned()
        {
            self.let_go(middle);
        }
    }

    pub(super) fn merge(&mut self, other: &Idle) {
        if let Some(beyond) = &other.beyond {
            self.let_go(beyond.clone());
        }
        for (account, lines) in &other.accounts {
            self.add(account, *lines);
        }
    }

    fn let_go(&mut self, from: String) {
        self.accounts.split_off(&from);
        if self.beyond.as_ref().is_none_or(|beyond| from < *beyond) {
            self.beyond = Some(from);
        }
    }

    /// The first accounts that hold at least so many lines together; `None` when later accounts may be needed too.
    pub(super) fn first(&self, most: usize) -> Option<Vec<&str>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut enough = 0_i64;
        let mut first = Vec::new();
        for (account, lines) in self.accounts.iter().filter(|(_, lines)| **lines > 0) {
            if enough >= most {
                return Some(first);
            }
            enough = enough.saturating_add(*lines);
            first.push(account.as_str());
        }
        (enough >= most || self.beyond.is_none()).then_some(first)
    }

    /// Whether no account but these holds uncredited lines.
    pub(super) fn are_all(&self, first: &[&str]) -> bool {
        self.beyond.is_none() && self.accounts.values().filter(|lines| **lines > 0).count() == first.len()
    }

    /// Every account at which lines were counted or taken away; `None` when some are no longer known.
    pub(super) fn all(&self) -> Option<impl Iterator<Item = &str>> {
        self.beyond.is_none().then(|| self.accounts.keys().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::{ACCOUNTS_MAX, Idle};

    fn name(number: usize) -> String {
        format!("{number:06}")
    }

    #[test]
    fn the_first_accounts_are_known_however_many_come_and_in_whatever_order() {
        let mut idle = Idle::default();
        for number in (0..3 * ACCOUNTS_MAX).rev() {
            idle.add(&name(number), 2);
        }
        assert!(idle.accounts.len() <= ACCOUNTS_MAX);
        assert_eq!(idle.first(5), Some(vec!["000000", "000001", "000002"]));
        // What was taken away leaves room for the next.
        idle.add("000001", -2);
        assert_eq!(idle.first(3), Some(vec!["000000", "000002"]));
    }

    #[test]
    fn where_later_accounts_may_be_needed_that_is_said() {
        let mut idle = Idle::default();
        for number in 0..ACCOUNTS_MAX + 1 {
            idle.add(&name(number), 1);
        }
        assert_eq!(idle.first(ACCOUNTS_MAX), None);
        let mut few = Idle::default();
        few.add("a", 1);
        assert_eq!(few.first(1_000), Some(vec!["a"]));
        few.merge(&idle);
        assert_eq!(few.first(ACCOUNTS_MAX), None);
        assert_eq!(few.first(2), Some(vec!["000000", "000001"]));
    }
}
