//! Columns: one name for machines, one for people, and the strictest mask that still shows them.

use super::Mask;
use crate::formats::{Column, Kind};
use crate::words::{Language, text};

pub(super) struct Col {
    /// The field name of GeoPackage and GeoJSON.
    pub field: &'static str,
    /// The key of the heading of CSV and XLSX.
    pub head: &'static str,
    pub kind: Kind,
    /// Left out under a stricter mask.
    pub most: Mask,
}

impl Col {
    pub const fn text(field: &'static str, head: &'static str) -> Self {
        Self { field, head, kind: Kind::Text, most: Mask::Public }
    }

    pub const fn int(field: &'static str, head: &'static str) -> Self {
        Self { kind: Kind::Int, ..Self::text(field, head) }
    }

    pub const fn real(field: &'static str, head: &'static str) -> Self {
        Self { kind: Kind::Real, ..Self::text(field, head) }
    }

    pub const fn bool(field: &'static str, head: &'static str) -> Self {
        Self { kind: Kind::Bool, ..Self::text(field, head) }
    }

    /// Shown up to this mask only.
    pub const fn up_to(self, most: Mask) -> Self {
        Self { most, ..self }
    }

    /// As the file shall name it: by heading in `language`, or by field.
    pub fn column(&self, language: Option<Language>) -> Column {
        Column::new(language.map_or_else(|| self.field.to_owned(), |language| text(language, self.head)), self.kind)
    }
}
