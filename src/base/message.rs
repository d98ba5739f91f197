//! A thing to be said, as a key and arguments; only `words` turns it into a sentence.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// One argument of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    Int(i64),
    Real(f64),
    Text(String),
    /// A sentence inside a sentence.
    Said(Box<Message>),
}

/// A message key (of `assets/words/*/*.ftl`) with its arguments, in no language yet.
///
/// Built with [`say!`](crate::say), so that a test can hold every key and argument name to the word files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub key: Cow<'static, str>,
    pub args: Vec<(Cow<'static, str>, Arg)>,
}

impl Message {
    /// A message without arguments.
    pub const fn new(key: &'static str) -> Self {
        Self { key: Cow::Borrowed(key), args: Vec::new() }
    }

    /// The same message with one argument more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }
}

/// Builds a [`Message`]: `say!("found-no-column", file = path, column = name)`.
#[macro_export]
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::base::Message::new($key)$(.with(stringify!($name), $value))*
    };
}

/// For logs and panics only: users are shown what `words` makes of it.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.key)?;
        for (name, value) in &self.args {
            match value {
                Arg::Int(v) => write!(f, " {name}={v}")?,
                Arg::Real(v) => write!(f, " {name}={v}")?,
                Arg::Text(v) => write!(f, " {name}={v:?}")?,
                Arg::Said(v) => write!(f, " {name}=({v})")?,
            }
        }
        Ok(())
    }
}

impl From<&str> for Arg {
    fn from(v: &str) -> Self {
        Self::Text(v.to_owned())
    }
}
impl From<String> for Arg {
    fn from(v: String) -> Self {
        Self::Text(v)
    }
}
impl From<&String> for Arg {
    fn from(v: &String) -> Self {
        Self::Text(v.clone())
    }
}
impl From<&std::path::Path> for Arg {
    fn from(v: &std::path::Path) -> Self {
        Self::Text(v.display().to_string())
    }
}
impl From<&std::path::PathBuf> for Arg {
    fn from(v: &std::path::PathBuf) -> Self {
        v.as_path().into()
    }
}
impl From<Message> for Arg {
    fn from(v: Message) -> Self {
        Self::Said(Box::new(v))
    }
}
impl From<f64> for Arg {
    fn from(v: f64) -> Self {
        Self::Real(v)
    }
}
macro_rules! int_args {
    ($($t:ty),*) => {$(
        impl From<$t> for Arg {
            fn from(v: $t) -> Self {
                Self::Int(i64::try_from(v).unwrap_or(i64::MAX))
            }
        }
    )*};
}
int_args!(i32, i64, u8, u16, u32, u64, usize);
