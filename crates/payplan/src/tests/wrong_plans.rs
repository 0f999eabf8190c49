//! What an analyst reads when a plan is wrong.
