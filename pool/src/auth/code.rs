//! Enrolment codes: twelve letters and digits that survive being read out, XXXX-XXXX-XXXX (60 random bits).

use crate::Result;
use crate::store::random;
use sha2::{Digest, Sha256};

/// Crockford's base 32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A new code.
pub fn new_code() -> Result<String> {
    let letters: Vec<char> = random::<12>()?
        .iter()
        .map(|b| char::from(ALPHABET[usize::from(b & 31)]))
        .collect();
    let parts: Vec<String> = letters.chunks(4).map(|c| c.iter().collect()).collect();
    Ok(parts.join("-"))
}

/// What the pool keeps of a code as typed: case, blanks, hyphens and look-alikes do not matter.
pub fn read_code(text: &str) -> [u8; 32] {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    Sha256::digest(plain.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let code = new_code().unwrap();
        assert_eq!(code.len(), 14);
        assert_eq!(
            read_code(&code),
            read_code(&code.to_lowercase().replace('-', " "))
        );
        assert_eq!(read_code("0O1I-LL00-ABCD"), read_code("0011 1100 abcd"));
        assert_ne!(new_code().unwrap(), code);
    }
}
