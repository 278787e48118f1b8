//! Messages whose arguments are markup: `say_html!("sign-in-to", name = html! { strong { (name) } })`.
use std::borrow::Cow;
use std::fmt::Write as _;

use maud::{Markup, PreEscaped, Render};
use say::{Arg, FluentValue, Key};

/// What `say!` says, with arguments that may be markup; the answer is `Markup`. Text among the arguments is escaped, as is
/// the message.
#[macro_export]
macro_rules! say_html {
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::rich::marked_up($key, [$((stringify!($name), $crate::rich::Piece::from($value))),+])
    };
}

/// What stands in a message for a name in braces, where markup may.
#[derive(Debug)]
pub enum Piece<'a> {
    /// Text or a number.
    Value(FluentValue<'a>),
    /// Markup, put in as it is.
    Markup(String),
}

impl From<Markup> for Piece<'_> {
    fn from(markup: Markup) -> Self {
        Self::Markup(markup.into_string())
    }
}

macro_rules! pieces {
    ($($value:ty),+) => {
        $(impl<'a> From<$value> for Piece<'a> {
            fn from(value: $value) -> Self {
                Self::Value(value.arg())
            }
        })+
    };
}
pieces!(&'a str, &'a String, String, Cow<'a, str>, Key, i32, u32, i64, u64, usize);

/// Characters of the private use area stand for markup while a message is put together.
const HOLES: u32 = 0xF_0000;

/// A message with arguments that are markup. `say_html!` is the way to it.
pub fn marked_up<const N: usize>(key: &'static str, args: [(&'static str, Piece<'_>); N]) -> Markup {
    let mut holes: Vec<String> = Vec::new();
    let mut hole = |markup: String| {
        holes.push(markup);
        let mark = char::from_u32(HOLES + holes.len() as u32 - 1).unwrap_or_default();
        FluentValue::from(mark.to_string())
    };
    let args = args.map(|(name, piece)| match piece {
        Piece::Value(FluentValue::String(text)) => (name, hole(text.render().into_string())),
        Piece::Value(value) => (name, value),
        Piece::Markup(markup) => (name, hole(markup)),
    });
    let text = say::filled(key, args);
    let mut out = String::with_capacity(text.len() + holes.iter().map(String::len).sum::<usize>());
    for c in text.chars() {
        match (c as u32).checked_sub(HOLES).and_then(|i| holes.get(i as usize)) {
            Some(markup) => out.push_str(markup),
            None => match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                c => {
                    let _ = out.write_char(c);
                }
            },
        }
    }
    PreEscaped(out)
}

#[cfg(test)]
mod tests {
    use maud::html;

    #[test]
    fn markup_is_put_in_and_text_is_escaped() {
        let link = html! { a href="/x" { "A & B" } };
        let said = say_html!("app-by", what = link, who = "<Ana>").into_string();
        assert_eq!(said, r#"<a href="/x">A &amp; B</a> by &lt;Ana&gt;"#);
    }
}
