//! Accounts as their users, importers and intruders meet them.
