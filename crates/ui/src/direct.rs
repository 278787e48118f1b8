//! Markup that is written straight into the page that holds it. `html!` makes a text of its own, which is then copied into
//! the one around it: right everywhere but where a page has something hundreds of times, such as rows, cells and icons.
use maud::Render;

/// Markup made by writing: `Direct(|out| put!(out, "<b>" (name) "</b>"))`.
pub struct Direct<F>(pub F);

impl<F: Fn(&mut String)> Render for Direct<F> {
    fn render_to(&self, out: &mut String) {
        (self.0)(out);
    }
}

/// Writes the pieces of markup one after the other: `"<b>"` as it stands, `(text)` escaped, `[text]` a text of ours that needs
/// no escaping, `{markup}` anything that renders.
#[macro_export]
macro_rules! put {
    ($out:expr $(,)?) => {};
    ($out:expr, $html:literal $($rest:tt)*) => {{ $out.push_str($html); $crate::put!($out, $($rest)*); }};
    ($out:expr, ($text:expr) $($rest:tt)*) => {{ $crate::direct::escape($out, &$text); $crate::put!($out, $($rest)*); }};
    ($out:expr, [$html:expr] $($rest:tt)*) => {{ $out.push_str($html); $crate::put!($out, $($rest)*); }};
    ($out:expr, {$markup:expr} $($rest:tt)*) => {{ ::maud::Render::render_to(&$markup, $out); $crate::put!($out, $($rest)*); }};
}

/// Writes a text so that neither in an element nor in an attribute in double quotes it is anything but text.
pub fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"')) {
        let (plain, found) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(match found.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ => "&quot;",
        });
        rest = found.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use maud::{PreEscaped, html};

    use super::*;

    #[test]
    fn pieces_are_escaped_as_html_does() {
        for text in ["", "plain", "<a href=\"x\">&amp;</a>", "\"", "ä < ö & ü", "&&", "'quoted'"] {
            let direct =
                Direct(|out: &mut String| put!(out, "<b>" (text) [" &nbsp; "] {PreEscaped("<i>")} "</b>"));
            let usual = html! { b { (text) (PreEscaped(" &nbsp; ")) (PreEscaped("<i>")) } };
            assert_eq!(html! { (direct) }.into_string(), usual.into_string());
        }
    }
}
