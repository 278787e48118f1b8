//! Where a request comes from: for throttling attempts and for the list of one's sessions.
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use super::App;

/// Who knocks, before they say who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The address of the network; empty when it is not known.
    pub address: String,
    /// The browser, as it calls itself.
    pub agent: String,
}

/// Addresses a proxy in front of Rondo has.
fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    }
}

/// The address of the browser. A proxy is believed when it stands near and the operator has said, by naming the public
/// URL, that there is one; it adds the address it saw at the end of the list.
fn address(from: Option<IpAddr>, headers: &HeaderMap, behind_proxy: bool) -> String {
    let Some(from) = from else { return String::new() };
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
    let seen = forwarded
        .and_then(|list| list.rsplit(',').next())
        .and_then(|text| text.trim().parse::<IpAddr>().ok());
    match seen {
        Some(seen) if behind_proxy && is_near(from) => seen.to_string(),
        _ => from.to_string(),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor
where
    App: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let from = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let agent = parts.headers.get(USER_AGENT).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
        Ok(Self {
            address: address(from, &parts.headers, App::from_ref(state).public_url.is_some()),
            agent: agent.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_proxy_near_by_says_for_whom_it_asks() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("10.9.9.9, 203.0.113.7"));
        let near = Some(IpAddr::from([127, 0, 0, 1]));
        let far = Some(IpAddr::from([198, 51, 100, 1]));
        assert_eq!(address(near, &headers, true), "203.0.113.7");
        assert_eq!(address(near, &headers, false), "127.0.0.1");
        assert_eq!(address(far, &headers, true), "198.51.100.1");
    }
}
