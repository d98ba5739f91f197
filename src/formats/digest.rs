//! The fingerprint of a file, for manifests.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::feed::cannot_read;
use crate::base::Fault;

/// SHA-256 of a file's bytes, in 64 lower-case hexadecimal digits.
pub fn sha256_hex(path: &Path) -> Result<String, Fault> {
    let mut file = File::open(path).map_err(|e| cannot_read(path, &e))?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut chunk).map_err(|e| cannot_read(path, &e))?;
        if n == 0 {
            break;
        }
        hash.update(&chunk[..n]);
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}
