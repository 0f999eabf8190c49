//! The program as it is called: a process with its arguments, its pipes and its end.

#[cfg(test)]
mod kills;
#[cfg(test)]
mod pipes;
