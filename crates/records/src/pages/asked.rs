//! The query string of a page: read leniently, since people edit addresses, and written again with one thing changed.
use axum::http::Uri;
use url::form_urlencoded;

/// What an address asks for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    path: String,
    pairs: Vec<(String, String)>,
    /// What holds where the address says nothing: a saved view's filter, sort, columns.
    beneath: Vec<(String, String)>,
}

impl Asked {
    /// Of a request. NUL and what is no UTF-8 cannot mean anything, and are left out.
    pub fn of(uri: &Uri) -> Self {
        Self::read(uri.path(), uri.query().unwrap_or_default())
    }

    /// Of an address of this site.
    pub(super) fn of_address(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Self::read(path, query)
    }

    fn read(path: &str, query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes())
            .filter(|(_, v)| !v.contains(['\0', '\u{fffd}']))
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .take(200)
            .collect();
        Self { path: path.to_owned(), pairs, beneath: Vec::new() }
    }

    /// A parameter's text; blank is none.
    pub fn text(&self, name: &str) -> Option<&str> {
        let layer = if self.has(name) { &self.pairs } else { &self.beneath };
        layer.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// The address itself says something of a parameter, and be it that it is empty.
    pub(super) fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(n, _)| n == name)
    }

    /// What holds where the address says nothing.
    pub(super) fn lay_beneath<'a>(&mut self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let filled = pairs.into_iter().filter(|(_, v)| !v.is_empty());
        self.beneath = filled.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    }

    /// What holds where neither the address nor what lies beneath it says anything.
    pub(super) fn suppose(&mut self, name: &str, value: &str) {
        if !value.is_empty() && !self.has(name) && self.text(name).is_none() {
            self.beneath.push((name.to_owned(), value.to_owned()));
        }
    }

    /// The address says something else than what lies beneath it.
    pub(super) fn differs(&self, name: &str) -> bool {
        let below = self.beneath.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        self.text(name) != below
    }

    /// Whether a parameter is there; it is taken out, so that no link of the page has it.
    pub(super) fn take(&mut self, name: &str) -> bool {
        let was = self.has(name);
        self.pairs.retain(|(n, _)| n != name);
        was
    }

    /// Several values of one parameter become one with commas under another name.
    pub(super) fn gather(&mut self, each: &str, list: &str) {
        let values: Vec<String> = self.all(each).map(str::to_owned).collect();
        if !values.is_empty() {
            self.pairs.retain(|(n, _)| n != each && n != list);
            self.pairs.push((list.to_owned(), values.join(",")));
        }
    }

    /// The widths of a form that chooses columns (`width.name=240`) go to their columns: `columns=name:240`.
    pub(super) fn gather_widths(&mut self) {
        let (widths, mut rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.pairs).into_iter().partition(|(n, _)| n.starts_with("width."));
        let width = |path: &str| {
            let named = |n: &str| n.strip_prefix("width.") == Some(path);
            widths.iter().find(|(n, _)| named(n)).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
        };
        for (_, columns) in rest.iter_mut().filter(|(n, _)| n == "columns" && !widths.is_empty()) {
            let each = columns.split(',').map(|path| match width(path) {
                Some(width) => format!("{path}:{width}"),
                None => path.to_owned(),
            });
            *columns = each.collect::<Vec<_>>().join(",");
        }
        self.pairs = rest;
    }

    /// Every text of a parameter that may be there more than once.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let layer = if self.has(name) { &self.pairs } else { &self.beneath };
        layer.iter().filter(move |(n, v)| n == name && !v.trim().is_empty()).map(|(_, v)| v.as_str())
    }

    /// Every pair.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// This address with one parameter set or, by `None`, taken out; it begins at the first page again.
    pub fn with(&self, name: &str, value: Option<&str>) -> String {
        let kept = self.pairs.iter().filter(|(n, _)| n != name && n != "after");
        let kept = kept.map(|(n, v)| (n.as_str(), v.as_str()));
        // Taking away what a view has must be said.
        let value = value.or_else(|| self.beneath.iter().any(|(n, _)| n == name).then_some(""));
        address(&self.path, kept.chain(value.map(|v| (name, v))))
    }

    /// This address with some of its parameters and one set; what lies beneath is taken away by an empty one.
    pub(super) fn only(&self, path: &str, names: &[&str], name: &str, value: &str) -> String {
        let kept = self.pairs.iter().filter(|(n, _)| names.contains(&n.as_str()) && n != name);
        let kept = kept.map(|(n, v)| (n.as_str(), v.as_str()));
        let said = !value.is_empty() || self.beneath.iter().any(|(n, _)| n == name);
        address(path, kept.chain(said.then_some((name, value))))
    }

    /// The address itself.
    pub fn here(&self) -> String {
        address(&self.path, self.pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())))
    }

    /// The same question, asked of another path.
    pub(super) fn go_to(&mut self, path: String) {
        self.path = path;
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// An address with a query string.
pub fn address<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Whether an address is one of this site's pages, so that a form may send the browser back there.
pub(super) fn is_local(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(['\\', '\0', '\r', '\n'])
        && address.len() < 4_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_again_with_one_thing_changed() {
        let asked = Asked::of(&"/deals?sort=name&filter=a%3D1&after=x".parse().unwrap());
        assert_eq!(asked.with("sort", Some("-name")), "/deals?filter=a%3D1&sort=-name");
        assert_eq!(asked.with("filter", None), "/deals?sort=name");
        assert_eq!(asked.text("after"), Some("x"));
    }

    #[test]
    fn widths_go_to_their_columns() {
        let mut asked = Asked::of(
            &"/deals?column=name&column=stage&width.name=240&width.stage=&width.gone=9".parse().unwrap(),
        );
        asked.gather("column", "columns");
        asked.gather_widths();
        assert_eq!(asked.here(), "/deals?columns=name%3A240%2Cstage");
    }

    #[test]
    fn only_addresses_of_this_site_are_come_back_to() {
        assert!(is_local("/deals?filter=1"));
        for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", ""] {
            assert!(!is_local(elsewhere), "{elsewhere}");
        }
    }
}
