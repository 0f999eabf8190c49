//! What travels to and from SQL: text, whole numbers, and their absence. Nothing else is portable.

use crate::{Error, Result};
use vocabulary::{Day, Instant};

/// A value bound to a statement. The absence keeps its type, because PostgreSQL asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A `text` column.
    Text(Option<String>),
    /// A `bigint` column.
    Int(Option<i64>),
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Self::Text(Some(_)) => "a text",
            Self::Int(Some(_)) => "a number",
            Self::Text(None) | Self::Int(None) => "null",
        }
    }
}

/// Something that can be bound to a statement.
pub trait Bind: Sync {
    /// The portable value.
    fn bind(&self) -> Value;

    /// What stands for a missing value of this type: PostgreSQL wants to know the type of a null.
    fn absent() -> Value
    where
        Self: Sized,
    {
        Value::Text(None)
    }
}

/// Something that can be read from a column.
pub trait Column: Sized {
    /// Reads the column; `None` when the text or number does not mean this type.
    fn read(value: &Value) -> Option<Self>;
}

impl Bind for str {
    fn bind(&self) -> Value {
        Value::Text(Some(self.to_owned()))
    }
}

impl Bind for String {
    fn bind(&self) -> Value {
        Value::Text(Some(self.clone()))
    }
}

impl Column for String {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => text.clone(),
            Value::Int(_) => None,
        }
    }
}

impl Bind for i64 {
    fn bind(&self) -> Value {
        Value::Int(Some(*self))
    }

    fn absent() -> Value {
        Value::Int(None)
    }
}

impl Column for i64 {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => *number,
            Value::Text(_) => None,
        }
    }
}

impl Column for u64 {
    fn read(value: &Value) -> Option<Self> {
        i64::read(value).and_then(|number| Self::try_from(number).ok())
    }
}

impl Bind for bool {
    fn bind(&self) -> Value {
        Value::Int(Some(i64::from(*self)))
    }

    fn absent() -> Value {
        Value::Int(None)
    }
}

impl Column for bool {
    fn read(value: &Value) -> Option<Self> {
        i64::read(value).map(|number| number != 0)
    }
}

impl Bind for Instant {
    fn bind(&self) -> Value {
        Value::Int(Some(self.micros()))
    }

    fn absent() -> Value {
        Value::Int(None)
    }
}

impl Column for Instant {
    fn read(value: &Value) -> Option<Self> {
        i64::read(value).map(Self::from_micros)
    }
}

impl<T: Bind> Bind for Option<T> {
    fn bind(&self) -> Value {
        match self {
            Some(value) => value.bind(),
            None => T::absent(),
        }
    }
}

impl Bind for &str {
    fn bind(&self) -> Value {
        (**self).bind()
    }
}

impl<T: Bind> Bind for &T {
    fn bind(&self) -> Value {
        (**self).bind()
    }

    fn absent() -> Value {
        T::absent()
    }
}

impl<T: Column> Column for Option<T> {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Text(None) | Value::Int(None) => Some(None),
            Value::Text(Some(_)) | Value::Int(Some(_)) => T::read(value).map(Some),
        }
    }
}

/// Text columns whose type knows how to print and parse itself.
#[macro_export]
macro_rules! text_column {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::database::Bind for $type {
            fn bind(&self) -> $crate::database::Value {
                $crate::database::Value::Text(Some(self.to_string()))
            }
        }
        impl $crate::database::Column for $type {
            fn read(value: &$crate::database::Value) -> Option<Self> {
                match value {
                    $crate::database::Value::Text(Some(text)) => <$type>::parse(text).ok(),
                    $crate::database::Value::Text(None) | $crate::database::Value::Int(_) => None,
                }
            }
        }
    )+};
}

text_column!(
    Day,
    vocabulary::AccountId,
    vocabulary::PersonId,
    vocabulary::PositionId,
    vocabulary::TitleId,
    vocabulary::AssignmentId,
    vocabulary::UserId,
    vocabulary::SessionId,
    vocabulary::BatchId,
    vocabulary::QuotaId,
    vocabulary::PlanVersionId,
    vocabulary::RunId,
    vocabulary::EntryId,
    vocabulary::PolicyId,
    vocabulary::AlertId,
    vocabulary::ContactId,
    vocabulary::StatementId,
    vocabulary::CoachingSessionId,
    vocabulary::CoachingPlanId,
    vocabulary::CoachingRequestId,
    vocabulary::CoachingAppointmentId,
    vocabulary::CoachingProgrammeId,
    vocabulary::CoachingFormId,
    vocabulary::Ratio,
    vocabulary::Scaled,
);

/// One row of an answer; columns are read by their place, into the type that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub(super) Vec<Value>);

impl Row {
    /// The column at a place.
    ///
    /// # Errors
    /// A column that is missing or means something else is our own fault, with place and type named.
    pub fn get<T: Column>(&self, place: usize) -> Result<T> {
        self.0.get(place).and_then(T::read).ok_or_else(|| {
            // The content stays out of the message: it may be a secret or somebody's pay.
            let found = self.0.get(place).map_or("missing", Value::kind);
            Error::Failed(anyhow::anyhow!(
                "column {place} is {found}, which is no {}",
                std::any::type_name::<T>()
            ))
        })
    }
}
