//! People and assignments as their users, importers and intruders meet them.
