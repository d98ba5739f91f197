//! One value of a table.

use std::borrow::Cow;

/// A cell of a row as the file holds it; dates and truth values come as text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// The value as a person would type it: empty for NULL, whole numbers without ".0".
    pub fn as_text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Int(v) => Cow::Owned(v.to_string()),
            Self::Real(v) => Cow::Owned(real_text(*v)),
            Self::Text(v) => Cow::Borrowed(v),
        }
    }

    /// NULL, or text of nothing but spaces (the ideographic space too).
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(v) => v.trim().is_empty(),
            _ => false,
        }
    }

    /// Whether [`Self::as_text`] would give exactly `text`.
    pub fn is_text(&self, text: &str) -> bool {
        match self {
            Self::Null => text.is_empty(),
            Self::Text(v) => v == text,
            _ => self.as_text() == text,
        }
    }

    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Int(v) => Value::Int(v),
            Self::Real(v) => Value::Real(v),
            Self::Text(v) => Value::Text(Cow::Owned(v.into_owned())),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(v: &'a str) -> Self {
        Self::Text(Cow::Borrowed(v))
    }
}
impl From<String> for Value<'_> {
    fn from(v: String) -> Self {
        Self::Text(Cow::Owned(v))
    }
}
impl From<i64> for Value<'_> {
    fn from(v: i64) -> Self {
        Self::Int(v)
    }
}
impl From<f64> for Value<'_> {
    fn from(v: f64) -> Self {
        Self::Real(v)
    }
}
impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(v: Option<T>) -> Self {
        v.map_or(Self::Null, Into::into)
    }
}

/// The shortest text that reads back as the same number, whole numbers below 10¹⁵ without a fraction.
pub fn real_text(v: f64) -> String {
    if v.fract() == 0.0 && v.abs() < 1e15 { (v as i64).to_string() } else { v.to_string() }
}
