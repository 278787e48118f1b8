//! Texts people write with a little markup: `**bold**`, `*slanted*`, lists, quotes, `code`, links. Markup of the web in it
//! stays text, headings are no headings of the page, and only addresses of the web and of mail become links.
use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Lines of a text before it is folded.
const LINES: usize = 8;
/// Characters of a text before it is folded.
const LONGEST: usize = 640;

/// A note: six lines or so, then "More". `names` are those of the people it speaks to, written `@Ines Albrecht`.
pub fn noted(text: &str, names: &[&str]) -> Markup {
    if text.lines().count() <= LINES && text.chars().count() <= LONGEST {
        return prose(text, names);
    }
    let head: String =
        text.lines().take(LINES).collect::<Vec<_>>().join("\n").chars().take(LONGEST).collect();
    html! {
        details."group/more" {
            summary.cursor-pointer.list-none {
                div."group-open/more:hidden" { (prose(&format!("{head}…"), names)) }
                span.link.text-muted.text-sm { span."group-open/more:hidden" { (say::say!("prose-more")) } span.hidden."group-open/more:inline" { (say::say!("prose-less")) } }
            }
            (prose(text, names))
        }
    }
}

/// The whole text.
pub fn prose(text: &str, names: &[&str]) -> Markup {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let parser = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH);
    let (mut links, mut code) = (Vec::new(), false);
    for event in parser {
        match event {
            Event::Start(tag) => {
                match &tag {
                    Tag::Link { dest_url, .. } => links.push(is_address(dest_url)),
                    Tag::CodeBlock(_) => code = true,
                    _ => {}
                }
                open(&mut out, &tag);
            }
            Event::End(tag) => {
                match tag {
                    TagEnd::Link if links.pop() == Some(true) => out.push_str("</a>"),
                    TagEnd::CodeBlock => code = false,
                    _ => {}
                }
                close(&mut out, tag);
            }
            // Inside a link or code nothing becomes a link again.
            Event::Text(words) if !links.is_empty() || code => escaped(&mut out, &words),
            Event::Text(words) => spoken(&mut out, &words, names),
            Event::Code(words) => {
                out.push_str("<code>");
                escaped(&mut out, &words);
                out.push_str("</code>");
            }
            Event::Html(words) | Event::InlineHtml(words) => escaped(&mut out, &words),
            // People press Enter where they mean it.
            Event::SoftBreak | Event::HardBreak | Event::Rule => out.push_str("<br>"),
            _ => {}
        }
    }
    html! { div.prose { (PreEscaped(out)) } }
}

fn open(out: &mut String, tag: &Tag<'_>) {
    match tag {
        Tag::Link { dest_url, .. } if is_address(dest_url) => link(out, dest_url),
        Tag::List(Some(start)) => {
            out.push_str("<ol start=\"");
            out.push_str(&start.to_string());
            out.push_str("\">");
        }
        Tag::Heading { .. } => out.push_str("<p><strong>"),
        tag => {
            if let Some(name) = name_of(tag.to_end()) {
                out.push('<');
                out.push_str(name);
                out.push('>');
            }
        }
    }
}

fn close(out: &mut String, tag: TagEnd) {
    match tag {
        TagEnd::Heading(_) => out.push_str("</strong></p>"),
        TagEnd::List(ordered) => out.push_str(if ordered { "</ol>" } else { "</ul>" }),
        tag => {
            if let Some(name) = name_of(tag) {
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
        }
    }
}

fn name_of(tag: TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::CodeBlock => "pre",
        TagEnd::List(_) => "ul",
        TagEnd::Item => "li",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "s",
        _ => return None,
    })
}

/// Addresses that may become links.
fn is_address(address: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|start| {
        address.len() > start.len()
            && address.is_char_boundary(start.len())
            && address[..start.len()].eq_ignore_ascii_case(start)
    }) && !address.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn link(out: &mut String, address: &str) {
    out.push_str("<a class=\"link\" rel=\"noopener noreferrer nofollow\" target=\"_blank\" href=\"");
    escaped(out, address);
    out.push_str("\">");
}

fn escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// Plain words: addresses become links, `@Name` of the people it speaks to stands out.
fn spoken(out: &mut String, text: &str, names: &[&str]) {
    let mut rest = text;
    while let Some(at) = rest.find(['@', 'h']) {
        let (before, here) = rest.split_at(at);
        escaped(out, before);
        let began =
            before.chars().next_back().or_else(|| text[..text.len() - rest.len()].chars().next_back());
        let fresh = began.is_none_or(|c| !c.is_alphanumeric());
        rest = match (fresh, mention(here, names), address(here)) {
            (true, Some(length), _) => {
                out.push_str("<span class=\"text-primary font-medium\">");
                escaped(out, &here[..length]);
                out.push_str("</span>");
                &here[length..]
            }
            (true, None, Some(length)) => {
                link(out, &here[..length]);
                escaped(out, &here[..length]);
                out.push_str("</a>");
                &here[length..]
            }
            _ => {
                let one = here.chars().next().map_or(1, char::len_utf8);
                escaped(out, &here[..one]);
                &here[one..]
            }
        };
    }
    escaped(out, rest);
}

/// The length of `@Name` at the start of a text, of the longest name that fits.
pub fn mention(text: &str, names: &[&str]) -> Option<usize> {
    let after = text.strip_prefix('@')?;
    let fits = |name: &&&str| {
        let head = after.get(..name.len());
        let ends =
            after.get(name.len()..).and_then(|r| r.chars().next()).is_none_or(|c| !c.is_alphanumeric());
        !name.is_empty() && ends && head.is_some_and(|h| h.to_lowercase() == name.to_lowercase())
    };
    names.iter().filter(fits).map(|name| name.len() + 1).max()
}

/// The length of an address of the web at the start of a text.
fn address(text: &str) -> Option<usize> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let word = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).next()?;
    let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    is_address(word).then_some(word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        prose(text, &["Ines Albrecht", "Ines"]).into_string()
    }

    #[test]
    fn a_little_markup_is_shown_and_markup_of_the_web_is_text() {
        assert_eq!(
            said("**a** *b*\nc"),
            "<div class=\"prose\"><p><strong>a</strong> <em>b</em><br>c</p></div>"
        );
        let evil = said("<script>alert(1)</script> <img src=x onerror=alert(2)>");
        assert!(!evil.contains("<script") && !evil.contains("<img"), "{evil}");
        assert!(said("- a\n- b").contains("<ul><li>a</li>"));
        assert!(!said("# Head").contains("<h1"));
    }

    #[test]
    fn only_harmless_addresses_are_links() {
        for evil in [
            "[x](javascript:alert(1))",
            "[x](data:text/html,1)",
            "[x](/undo/1)",
            "![x](https://e.example/p.png)",
        ] {
            let shown = said(evil);
            assert!(!shown.contains("<a ") && !shown.contains("<img"), "{shown}");
        }
        let shown = said("see https://a.example/x?y=1&z=2.");
        assert!(
            shown.contains("href=\"https://a.example/x?y=1&amp;z=2\"") && shown.ends_with("</a>.</p></div>"),
            "{shown}"
        );
    }

    #[test]
    fn people_stand_out_by_the_longest_name() {
        let shown = said("@ines albrecht can we? a@Ines.example");
        assert!(shown.contains("font-medium\">@ines albrecht</span> can"), "{shown}");
        assert_eq!(shown.matches("font-medium").count(), 1, "{shown}");
    }
}
