//! Text files of any encoding as UTF-8: what it is, and the stream of it.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};

use super::feed::cannot_read;
use crate::base::{Fault, Watch};
use crate::say;

const CHUNK: usize = 1 << 18;

/// What a text file is written in.
pub struct Script {
    encoding: &'static Encoding,
    /// As reported to the user.
    pub name: &'static str,
    bom: u64,
    /// Byte sequences that mean nothing in this encoding; they become "�".
    pub bad: u64,
    pub has_nul: bool,
}

/// Finds the encoding of a whole file: byte order mark, else strict UTF-8, else GB18030; or what `forced` says.
pub fn script(path: &Path, forced: Option<&str>, watch: &Watch) -> Result<Script, Fault> {
    let forced = match forced {
        None => None,
        Some(label) => Some(
            Encoding::for_label(label.as_bytes())
                .ok_or_else(|| Fault::usage(say!("formats-unknown-encoding", encoding = label)))?,
        ),
    };
    let trial = |encoding| decode_all(path, encoding, watch);
    let mut start = Vec::new();
    let file = File::open(path).map_err(|e| cannot_read(path, &e))?;
    file.take(4).read_to_end(&mut start).map_err(|e| cannot_read(path, &e))?;
    let marked = Encoding::for_bom(&start);
    if let Some((encoding, bom)) = marked
        && forced.is_none_or(|f| f == encoding)
    {
        let name = if encoding == UTF_8 { "UTF-8 with BOM" } else { encoding.name() };
        let tally = trial(encoding)?;
        let has_nul = encoding == UTF_8 && tally.nul > 0;
        return Ok(Script { encoding, name, bom: bom as u64, bad: tally.bad, has_nul });
    }
    if let Some(encoding) = forced {
        let tally = trial(encoding)?;
        // Whoever names an encoding may have a damaged file, but not one that is mostly damage.
        if tally.bad > tally.wide {
            return Err(Fault::input(say!("formats-not-encoded", file = path, encoding = encoding.name())));
        }
        return Ok(Script { encoding, name: encoding.name(), bom: 0, bad: tally.bad, has_nul: tally.nul > 0 });
    }
    let utf8 = trial(UTF_8)?;
    // Real text has no control characters but a stray NUL here and there.
    let binary = |t: &Tally| t.nul * 20 > t.bytes || t.control * 20 > t.bytes;
    // A few bad bytes among much good UTF-8 are damage; GB18030 text is bad almost everywhere.
    if utf8.bad * 10 <= utf8.wide {
        if binary(&utf8) {
            return Err(Fault::input(say!("formats-no-text", file = path)));
        }
        return Ok(Script { encoding: UTF_8, name: "UTF-8", bom: 0, bad: utf8.bad, has_nul: utf8.nul > 0 });
    }
    let gb = trial(GB18030)?;
    if binary(&gb) || gb.bad * 10 > gb.wide {
        return Err(Fault::input(say!("formats-no-text", file = path)));
    }
    Ok(Script { encoding: GB18030, name: "GB18030", bom: 0, bad: gb.bad, has_nul: gb.nul > 0 })
}

/// What a trial reading of a file in one encoding met.
#[derive(Default)]
struct Tally {
    bytes: u64,
    bad: u64,
    /// Characters beyond ASCII that are well written.
    wide: u64,
    nul: u64,
    control: u64,
}

fn decode_all(path: &Path, encoding: &'static Encoding, watch: &Watch) -> Result<Tally, Fault> {
    let mut file = File::open(path).map_err(|e| cannot_read(path, &e))?;
    let mut tally = Tally::default();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut raw = vec![0; CHUNK];
    let mut text = vec![0; CHUNK * 3 + 16];
    loop {
        watch.check()?;
        let n = file.read(&mut raw).map_err(|e| cannot_read(path, &e))?;
        tally.bytes += n as u64;
        let mut rest = &raw[..n];
        loop {
            let (result, used, written) = decoder.decode_to_utf8_without_replacement(rest, &mut text, n == 0);
            rest = &rest[used..];
            for &byte in &text[..written] {
                tally.wide += u64::from(byte >= 0xC0);
                tally.control += u64::from(byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x1A));
                tally.nul += u64::from(byte == 0);
            }
            match result {
                DecoderResult::Malformed(..) => tally.bad += 1,
                DecoderResult::InputEmpty | DecoderResult::OutputFull if rest.is_empty() => break,
                _ => {}
            }
        }
        if n == 0 {
            return Ok(tally);
        }
    }
}

/// A text file as a stream of UTF-8.
pub struct Text {
    file: File,
    decoder: Decoder,
    raw: Vec<u8>,
    ended: bool,
    /// Bytes of the file read so far, and in all.
    pub read: u64,
    pub size: u64,
}

impl Text {
    pub fn open(path: &Path, script: &Script) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        file.seek(SeekFrom::Start(script.bom))?;
        let decoder = script.encoding.new_decoder_without_bom_handling();
        Ok(Self { file, decoder, raw: vec![0; CHUNK], ended: false, read: script.bom, size })
    }

    /// Appends the next piece; false at the end of the file.
    pub fn more(&mut self, out: &mut String) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let n = self.file.read(&mut self.raw)?;
        self.read += n as u64;
        self.ended = n == 0;
        out.reserve(self.decoder.max_utf8_buffer_length(n).unwrap_or(n * 3 + 16));
        let _ = self.decoder.decode_to_string(&self.raw[..n], out, self.ended);
        Ok(true)
    }
}
