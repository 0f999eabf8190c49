//! What the commands say: to standard output, and beside it.
//!
//! Whoever reads may stop early, as `head -1` does. What comes after is dropped without a word: the command finishes its work
//! and ends with the exit code that this work has earned. A server goes on serving.
//! The macros stand in for those of the standard library, which panic when nobody listens.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;

/// A line to standard output.
macro_rules! println {
    ($($said:tt)*) => { $crate::output::say(format_args!("{}\n", format_args!($($said)*))) };
}

/// The same without the end of the line.
macro_rules! print {
    ($($said:tt)*) => { $crate::output::say(format_args!($($said)*)) };
}

/// A line to standard error.
macro_rules! eprintln {
    ($($said:tt)*) => { $crate::output::say_beside(format_args!("{}\n", format_args!($($said)*))) };
}

/// The same without the end of the line.
macro_rules! eprint {
    ($($said:tt)*) => { $crate::output::say_beside(format_args!($($said)*)) };
}

/// Why something could not be said although somebody listens: a full disk, for example.
static FAULT: OnceLock<io::Error> = OnceLock::new();

/// Says something to standard output.
pub(crate) fn say(said: Arguments<'_>) {
    note(io::stdout().lock().write_fmt(said));
}

/// Says something to standard error. If that fails, there is nobody left to tell.
pub(crate) fn say_beside(said: Arguments<'_>) {
    let _unheard = io::stderr().lock().write_fmt(said);
}

/// Ends the output. The fault that kept some of it from being written, if there was one.
pub(crate) fn end() -> Option<&'static io::Error> {
    note(io::stdout().lock().flush());
    FAULT.get()
}

fn note(written: io::Result<()>) {
    match written {
        Err(fault) if fault.kind() != ErrorKind::BrokenPipe => {
            // The first fault says what was wrong; those after it follow from it.
            let _later = FAULT.set(fault);
        }
        Ok(()) | Err(_) => {}
    }
}
