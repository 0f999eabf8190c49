//! Sign-in, sessions, links and roles, as users and attackers meet them.
