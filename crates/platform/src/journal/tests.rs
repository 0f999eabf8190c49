//! The chain shows any later change, and allows erasure.
