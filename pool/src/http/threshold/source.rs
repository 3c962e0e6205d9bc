//! Where a request comes from. A header says so only when a gateway wrote it that the operator trusts.

use super::Line;
use axum::http::HeaderMap;
use std::net::IpAddr;
use std::sync::Arc;

/// Addresses whose word on addresses and TLS is taken; by default nobody's.
#[derive(Debug, Clone, Default)]
pub struct Gateways(Arc<[IpAddr]>);

impl Gateways {
    /// These.
    pub fn new(addresses: Vec<IpAddr>) -> Self {
        Gateways(addresses.into_iter().map(|a| a.to_canonical()).collect())
    }
    /// Whether this is one of them.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Source {
    /// What is counted as one place; none when a request came over no line.
    pub address: Option<IpAddr>,
    /// Over TLS, here or at the gateway.
    pub tls: bool,
}

impl Source {
    /// Reads it from the line, and from the headers of a trusted gateway.
    pub fn of(line: Option<&Line>, headers: &HeaderMap, gateways: &Gateways, tls: bool) -> Self {
        let Some(line) = line else {
            return Source { address: None, tls };
        };
        if !gateways.trusts(line.address) {
            return Source {
                address: Some(near(line.address)),
                tls,
            };
        }
        // Each gateway adds at the end; what stands further in front is the sender's own word.
        let named = list(headers, "x-forwarded-for").rev();
        let mut named = named.map_while(|text| text.parse::<IpAddr>().ok());
        let address = named.find(|a| !gateways.trusts(*a));
        let over = list(headers, "x-forwarded-proto").next_back();
        Source {
            address: Some(near(address.unwrap_or(line.address))),
            tls: tls || over.is_some_and(|p| p.eq_ignore_ascii_case("https")),
        }
    }
}

fn list<'a>(
    headers: &'a HeaderMap,
    name: &'static str,
) -> impl DoubleEndedIterator<Item = &'a str> {
    let values: Vec<&str> = headers
        .get_all(name)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .collect();
    let parts = values.into_iter().flat_map(|v| v.split(','));
    parts.map(str::trim).collect::<Vec<_>>().into_iter()
}

/// What counts as one place: an address of version 4, or the network of one of version 6.
pub(super) fn near(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let network = six.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(network.into())
        }
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut all = HeaderMap::new();
        for (name, value) in pairs {
            all.append(*name, value.parse().unwrap());
        }
        all
    }

    fn seen(peer: &str, trusted: &[&str], sent: &[(&'static str, &str)]) -> (String, bool) {
        let gateways = Gateways::new(trusted.iter().map(|t| t.parse().unwrap()).collect());
        let line = Line::new(0, peer.parse().unwrap());
        let source = Source::of(Some(&line), &headers(sent), &gateways, false);
        (source.address.unwrap().to_string(), source.tls)
    }

    #[tokio::test]
    async fn only_a_trusted_gateway_is_believed_and_only_as_far_as_it_knows() {
        let sent = [
            ("x-forwarded-for", "1.1.1.1, 2.2.2.2"),
            ("x-forwarded-proto", "https"),
        ];
        assert_eq!(seen("9.9.9.9", &[], &sent), ("9.9.9.9".into(), false));
        assert_eq!(
            seen("9.9.9.9", &["9.9.9.9"], &sent),
            ("2.2.2.2".into(), true)
        );
        // Two gateways, one behind the other, and a header in two lines.
        let chained = [
            ("x-forwarded-for", "1.1.1.1"),
            ("x-forwarded-for", "3.3.3.3, 8.8.8.8"),
        ];
        assert_eq!(
            seen("::ffff:9.9.9.9", &["9.9.9.9", "8.8.8.8"], &chained),
            ("3.3.3.3".into(), false)
        );
        // What does not read is nobody's address, and nothing before it is believed.
        let broken = [("x-forwarded-for", "1.1.1.1, unknown")];
        assert_eq!(
            seen("9.9.9.9", &["9.9.9.9"], &broken),
            ("9.9.9.9".into(), false)
        );
        assert_eq!(
            seen("2001:db8:1:2:3:4:5:6", &[], &[]),
            ("2001:db8:1:2::".into(), false)
        );
    }
}
