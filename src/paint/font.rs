//! The bundled font, which the window uses too.

/// Noto Sans SC Regular, subset: GB 2312 and the characters of all village names (`assets/fonts/README.md`).
pub const NOTO_SANS_SC: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-GB2312-allCNvillages.otf");
