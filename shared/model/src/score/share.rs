//! Shares as they are printed: rounded half-up, in basis points.

/// ⌊(2n+d)/2d⌋; none over nothing.
pub fn half_up(n: u64, d: u64) -> Option<u64> {
    let (n, d) = (u128::from(n), u128::from(d));
    let rounded = (2 * n + d).checked_div(2 * d)?;
    u64::try_from(rounded).ok()
}

/// A share of `all` in basis points, half-up.
pub fn share_bp(part: u64, all: u64) -> Option<u32> {
    let bp = half_up(part.saturating_mul(10_000), all)?;
    u32::try_from(bp).ok()
}
