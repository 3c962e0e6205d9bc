//! What a rescue bundle is made of.

use super::broken;
use crate::frame::is_push;
use model::{Denial, Sha256, TicketId};

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A signed frame, as it would have been pushed.
    Frame(Vec<u8>),
    /// A photo, for a ticket that lists it.
    Photo {
        sha256: Sha256,
        ticket: TicketId,
        bytes: Vec<u8>,
    },
    /// A form as far as it was filled in, as JSON.
    Draft(Vec<u8>),
    /// A note of the notebook, as JSON.
    Note(Vec<u8>),
    /// A photo of a draft or a note, which no ticket lists yet.
    Image { sha256: Sha256, bytes: Vec<u8> },
}

const FRAME: u8 = 1;
const PHOTO: u8 = 2;
const DRAFT: u8 = 3;
const NOTE: u8 = 4;
const IMAGE: u8 = 5;
/// Digits of a SHA-256, and of a ticket's id.
const SHA: usize = 64;
const TICKET: usize = 36;

impl Part {
    /// As bytes: a kind, names of fixed length, the content.
    pub fn write(&self) -> Vec<u8> {
        match self {
            Part::Frame(bytes) => [&[FRAME], bytes.as_slice()].concat(),
            Part::Photo {
                sha256,
                ticket,
                bytes,
            } => {
                let (sha, ticket) = (sha256.as_str().as_bytes(), ticket.as_str().as_bytes());
                [&[PHOTO], sha, ticket, bytes].concat()
            }
            Part::Draft(json) => [&[DRAFT], json.as_slice()].concat(),
            Part::Note(json) => [&[NOTE], json.as_slice()].concat(),
            Part::Image { sha256, bytes } => [&[IMAGE], sha256.as_str().as_bytes(), bytes].concat(),
        }
    }

    /// Bytes it takes.
    pub fn length(&self) -> usize {
        1 + match self {
            Part::Frame(bytes) | Part::Draft(bytes) | Part::Note(bytes) => bytes.len(),
            Part::Photo { bytes, .. } => SHA + TICKET + bytes.len(),
            Part::Image { bytes, .. } => SHA + bytes.len(),
        }
    }

    /// Reads a part. A bundle holds no bundles: what is no frame is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Denial> {
        let (kind, rest) = bytes.split_first().ok_or_else(broken)?;
        Ok(match *kind {
            FRAME if is_push(rest) => Part::Frame(rest.to_vec()),
            PHOTO => {
                let (sha256, rest) = sha_of(rest)?;
                let (ticket, bytes) = rest.split_at_checked(TICKET).ok_or_else(broken)?;
                let ticket = std::str::from_utf8(ticket).map_err(|_| broken())?;
                Part::Photo {
                    sha256,
                    ticket: TicketId::new(ticket).map_err(|_| broken())?,
                    bytes: bytes.to_vec(),
                }
            }
            DRAFT => Part::Draft(rest.to_vec()),
            NOTE => Part::Note(rest.to_vec()),
            IMAGE => {
                let (sha256, bytes) = sha_of(rest)?;
                let bytes = bytes.to_vec();
                Part::Image { sha256, bytes }
            }
            _ => return Err(broken()),
        })
    }
}

fn sha_of(bytes: &[u8]) -> Result<(Sha256, &[u8]), Denial> {
    let (sha, rest) = bytes.split_at_checked(SHA).ok_or_else(broken)?;
    let sha = std::str::from_utf8(sha).map_err(|_| broken())?;
    Ok((Sha256::new(sha).map_err(|_| broken())?, rest))
}
