//! Noise: a number that another number alone decides, so that one outline does not depend on how many were drawn before it.

/// Spreads a number over all 64 bits.
pub fn noise(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// A seed for what is drawn about a text.
pub fn seed(text: &str) -> u64 {
    text.bytes().fold(7, |h, b| noise(h ^ u64::from(b)))
}
