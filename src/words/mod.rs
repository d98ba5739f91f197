//! Messages to sentences, in Chinese and English. The sentences lie in `assets/words/<language>/<room>.ftl`.

mod files;
mod language;
mod number;
mod say;

pub use files::rooms;
pub use language::Language;
pub use say::{say, text};
