//! The guard in front of every zip container: how large it would become.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use flate2::read::DeflateDecoder;

use super::feed::cannot_read;
use crate::base::{Fault, Watch};
use crate::say;

const LARGEST: u64 = 1 << 30;
const FREE: u64 = 64 << 20;
const RATIO: u64 = 100;

/// Refuses a container that unpacks to over 1 GiB, or beyond 64 MiB to over 100 times its size; the sizes that it
/// declares are not believed but tried.
pub fn guard(path: &Path, watch: &Watch) -> Result<(), Fault> {
    let mut file = File::open(path).map_err(|e| cannot_read(path, &e))?;
    let size = file.metadata().map_err(|e| cannot_read(path, &e))?.len();
    let limit = LARGEST.min(FREE.max(size.saturating_mul(RATIO)));
    let entries = entries(&mut file, size).map_err(|_| Fault::input(say!("formats-not-xlsx", file = path)))?;
    let mut total = 0;
    let mut chunk = vec![0; 1 << 16];
    for entry in entries {
        let mut add = |n: u64| {
            total += n;
            if total > limit { Err(Fault::input(say!("formats-zip-bomb", file = path))) } else { Ok(()) }
        };
        if entry.is_stored {
            add(entry.packed)?;
            continue;
        }
        if file.seek(SeekFrom::Start(entry.at)).is_err() {
            continue;
        }
        let mut unpacked = DeflateDecoder::new((&file).take(entry.packed));
        // A broken stream ends the count; who unpacks it in earnest will stumble at the same place.
        while let Ok(n) = unpacked.read(&mut chunk) {
            watch.check()?;
            if n == 0 {
                break;
            }
            add(n as u64)?;
        }
    }
    Ok(())
}

struct Entry {
    at: u64,
    packed: u64,
    is_stored: bool,
}

fn entries(file: &mut File, size: u64) -> io::Result<Vec<Entry>> {
    let broken = || io::Error::from(io::ErrorKind::InvalidData);
    let tail_len = size.min(66_000);
    let mut tail = vec![0; tail_len as usize];
    file.seek(SeekFrom::Start(size - tail_len))?;
    file.read_exact(&mut tail)?;
    let end = tail.windows(4).rposition(|w| w == b"PK\x05\x06").ok_or_else(broken)?;
    let end = tail.get(end..end + 22).ok_or_else(broken)?;
    let (count, directory) = (le(end, 10, 2), le(end, 16, 4));
    // Containers beyond 4 GiB (zip64) are over the limit anyway.
    if count == 0xFFFF || directory == 0xFFFF_FFFF {
        return Err(broken());
    }
    let mut entries = Vec::new();
    let mut at = directory;
    for _ in 0..count {
        let mut fixed = [0; 46];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut fixed)?;
        if !fixed.starts_with(b"PK\x01\x02") {
            return Err(broken());
        }
        let (method, packed, local) = (le(&fixed, 10, 2), le(&fixed, 20, 4), le(&fixed, 42, 4));
        at += 46 + le(&fixed, 28, 2) + le(&fixed, 30, 2) + le(&fixed, 32, 2);
        let mut head = [0; 30];
        file.seek(SeekFrom::Start(local))?;
        file.read_exact(&mut head)?;
        let data = local + 30 + le(&head, 26, 2) + le(&head, 28, 2);
        entries.push(Entry { at: data, packed, is_stored: method == 0 });
    }
    Ok(entries)
}

fn le(bytes: &[u8], at: usize, len: usize) -> u64 {
    bytes[at..at + len].iter().rev().fold(0, |v, b| v << 8 | u64::from(*b))
}
