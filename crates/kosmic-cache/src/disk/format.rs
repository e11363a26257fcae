//! The bytes of an entry on disk.
//!
//! ```text
//! 0   8  magic
//! 8   4  format version
//! 12  4  length of the header, h
//! 16  8  length of the value, v
//! 24  h  header: the question, what it can be forgotten by, when it was answered and what that took (postcard)
//!     v  the value (postcard)
//!     16 XXH3 of 128 bits of all before it
//! ```
//! Numbers are in little-endian order. What differs from this in any bit is no entry.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::key::{Identity, Label};

const MAGIC: [u8; 8] = *b"kosmicCE";
const VERSION: u32 = 1;

/// Bytes before the header.
pub(super) const PREFIX: usize = 24;
const CHECKSUM: usize = 16;

/// What is told of a value, besides itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Header {
    question: Vec<u8>,
    pub(crate) label: Label,
    created: Duration,
    pub(crate) cost: Duration,
}

/// Why bytes are no answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Flaw {
    #[error("no entry of this format and version")]
    Foreign,
    #[error("cut short, or longer than it says")]
    Length,
    #[error("the checksum is that of other bytes")]
    Checksum,
    #[error("the header cannot be read")]
    Header,
    #[error("the answer to another question")]
    OtherQuestion,
    #[error("the value cannot be read")]
    Value,
}

impl Header {
    pub(crate) fn new(
        identity: &Identity,
        label: Label,
        created: SystemTime,
        cost: Duration,
    ) -> Self {
        let created = created.duration_since(SystemTime::UNIX_EPOCH);
        Self {
            question: identity.bytes.to_vec(),
            label,
            created: created.unwrap_or_default(),
            cost,
        }
    }

    pub(crate) fn created(&self) -> SystemTime {
        let created = SystemTime::UNIX_EPOCH.checked_add(self.created);
        created.unwrap_or(SystemTime::UNIX_EPOCH)
    }
}

/// The bytes of an entry; `None` where the value refuses to be written.
pub(crate) fn encode<V: Serialize>(header: &Header, value: &V) -> Option<Vec<u8>> {
    let header = postcard::to_stdvec(header).ok()?;
    let mut bytes = Vec::with_capacity(PREFIX + header.len() + 64);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(u32::try_from(header.len()).ok()?.to_le_bytes());
    bytes.extend([0; 8]);
    bytes.extend(&header);
    let mut bytes = postcard::to_extend(value, bytes).ok()?;
    let length = (bytes.len() - PREFIX - header.len()) as u64;
    bytes[16..PREFIX].copy_from_slice(&length.to_le_bytes());
    bytes.extend(xxh3_128(&bytes).to_le_bytes());
    Some(bytes)
}

/// The lengths of header and value, as the first bytes tell.
pub(super) fn lengths(prefix: &[u8]) -> Result<(usize, u64), Flaw> {
    let prefix = prefix.get(..PREFIX).ok_or(Flaw::Length)?;
    if prefix[..8] != MAGIC || prefix[8..12] != VERSION.to_le_bytes() {
        return Err(Flaw::Foreign);
    }
    let header = u32::from_le_bytes([prefix[12], prefix[13], prefix[14], prefix[15]]);
    let mut value = [0; 8];
    value.copy_from_slice(&prefix[16..]);
    Ok((header as usize, u64::from_le_bytes(value)))
}

pub(super) fn decode_header(bytes: &[u8]) -> Result<Header, Flaw> {
    postcard::from_bytes(bytes).map_err(|_| Flaw::Header)
}

/// The header and the bytes of the value of a whole and undamaged entry.
pub(super) fn verify(bytes: &[u8]) -> Result<(Header, &[u8]), Flaw> {
    let (header, value) = lengths(bytes)?;
    let content = bytes.len().checked_sub(CHECKSUM).ok_or(Flaw::Length)?;
    let end = (PREFIX + header) as u64;
    if end.checked_add(value) != Some(content as u64) {
        return Err(Flaw::Length);
    }
    let (content, checksum) = bytes.split_at(content);
    if checksum != xxh3_128(content).to_le_bytes() {
        return Err(Flaw::Checksum);
    }
    let (header, value) = content[PREFIX..].split_at(header);
    Ok((decode_header(header)?, value))
}

/// Refuses the answer to another question, which two questions with one hash could be given.
pub(super) fn verify_question(header: &Header, identity: &Identity) -> Result<(), Flaw> {
    match header.question == *identity.bytes {
        true => Ok(()),
        false => Err(Flaw::OtherQuestion),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Key;

    fn entry() -> Vec<u8> {
        let key = Key::new("mean", 3).option("trim", 0.1).tag("july");
        let header = Header::new(
            &key.identity::<Vec<f64>>(),
            key.label(),
            SystemTime::now(),
            Duration::from_millis(7),
        );
        encode(&header, &vec![1.5, -2.5]).unwrap()
    }

    #[test]
    fn what_was_written_is_read() {
        let bytes = entry();
        let (header, value) = verify(&bytes).unwrap();
        assert_eq!(header.label.tags, ["july"]);
        assert_eq!(header.cost, Duration::from_millis(7));
        assert_eq!(
            postcard::from_bytes::<Vec<f64>>(value).unwrap(),
            [1.5, -2.5]
        );
    }

    #[test]
    fn a_change_of_any_bit_and_any_cut_shows() {
        let bytes = entry();
        for bit in 0..8 * bytes.len() {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(verify(&changed).is_err(), "bit {bit}");
        }
        for length in 0..bytes.len() {
            assert!(verify(&bytes[..length]).is_err(), "length {length}");
        }
        assert!(verify(&[bytes.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn the_answer_to_another_question_is_refused() {
        let bytes = entry();
        let (header, _) = verify(&bytes).unwrap();
        let other = Key::new("mean", 3)
            .option("trim", 0.2)
            .identity::<Vec<f64>>();
        assert_eq!(verify_question(&header, &other), Err(Flaw::OtherQuestion));
    }
}
