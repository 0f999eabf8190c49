//! Why the engine refuses to compute: damaged or missing batches, amounts that do not fit, rules that cannot be followed.
//! A problem names the batch, never the folder it lies in.

/// A computation that was refused. Each sentence says what happened, why, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum EngineProblem {
    /// Something read from the file differs from what was written.
    #[error(
        "The fact batch {file} is damaged: expected {expected}, found {found}. \
         Nothing was computed. Restore the file from a backup or import its source again."
    )]
    Damaged {
        /// Name of the batch file.
        file: String,
        /// What the catalogue or the index of the batch says.
        expected: String,
        /// What is there now.
        found: String,
    },
    /// The catalogue names a file that is not in the folder.
    #[error(
        "The fact batch {file} is missing. Nothing was computed. \
         Restore the file from a backup or import its source again."
    )]
    Missing {
        /// Name of the batch file.
        file: String,
    },
    /// The checksum is right, the content is not a fact batch.
    #[error(
        "The fact batch {file} cannot be read as facts: {reason}. Nothing was computed. \
         Import its source again with this version of Mainstay."
    )]
    Unreadable {
        /// Name of the batch file.
        file: String,
        /// What the reader expected.
        reason: String,
    },
    /// A number does not fit the exact storage: 64-bit units at its own scale of at most 6 decimals.
    #[error(
        "{what} is {value}, more than can be kept exactly (about 9.2 × 10^18 units of its last decimal). \
         Correct the source, or state the amount with fewer decimals."
    )]
    TooLarge {
        /// Which number, with the document and line it stands in.
        what: String,
        /// The number as text.
        value: String,
    },
    /// One batch holds two facts with the same source, document and line.
    #[error(
        "Line {line} of document {document} from {origin} occurs more than once in one batch, so it is \
         unclear which one counts. Keep one of them, or give the lines different numbers."
    )]
    Repeated {
        /// The source system.
        origin: String,
        /// The document.
        document: String,
        /// The line.
        line: String,
    },
    /// A batch of this id was already written with other facts.
    #[error("The fact batch {file} was already written with other facts. Write the new facts under a new batch id.")]
    AlreadyWritten {
        /// Name of the batch file.
        file: String,
    },
    /// Two of the periods asked for share a day.
    #[error("The periods {first} and {second} overlap, so a fact would count twice. Ask for periods that follow one another.")]
    PeriodsOverlap {
        /// Name of the earlier period.
        first: String,
        /// Name of the later period.
        second: String,
    },
    /// A holder's share is below 0 % or above 100 %.
    #[error(
        "The share of {payee} as {role} of account {account} is {share}; a share lies between 0 and 1. \
         Correct the assignment."
    )]
    NotAShare {
        /// The account.
        account: String,
        /// The role.
        role: String,
        /// The holder.
        payee: String,
        /// The share as stated.
        share: String,
    },
    /// The rules ask more of single lines than the engine keeps apart.
    #[error(
        "The crediting rules look at single lines in {found} different ways; at most {most} are possible. \
         Put products into families and write one condition for each family."
    )]
    TooManyConditions {
        /// How many different conditions on source, document, product, amount or date the rules have.
        found: usize,
        /// How many are possible.
        most: usize,
    },
    /// The batches take older versions away that none of them holds.
    #[error(
        "The fact batches do not belong together: they take older versions of lines away that none of them holds. Nothing was computed. \
         Restore the catalogue and the folder of facts from one and the same backup."
    )]
    Unbalanced,
    /// The operating system refused.
    #[error("The fact batch {file} could not be {action}: {error}. Check the disk and the folder's permissions, then try again.")]
    Io {
        /// Name of the batch file.
        file: String,
        /// What was tried, as a past participle: "opened", "written".
        action: &'static str,
        /// The system's reason.
        #[source]
        error: std::io::Error,
    },
    /// The worker threads could not be started.
    #[error("The worker threads could not be started: {reason}. Ask for fewer threads.")]
    Threads {
        /// The system's reason.
        reason: String,
    },
}
