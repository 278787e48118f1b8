//! The messages of each language, read once from the files under `locales`.
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use super::language::Language;
use super::pseudo;

/// Development builds read the files from disk at their start; a changed message needs no new build.
#[derive(RustEmbed)]
#[folder = "locales/"]
struct Files;

/// Everything that can be said in one language.
pub(super) struct Catalogue {
    bundle: FluentBundle<Arc<FluentResource>>,
    /// Messages without arguments, ready: a page has hundreds.
    plain: HashMap<String, String>,
    /// Messages that are texts with names in braces and nothing else: every row of a list has one.
    simple: HashMap<String, Vec<Piece>>,
    /// What stands between groups of three digits.
    group: char,
}

/// A piece of a simple message.
enum Piece {
    Text(String),
    Arg(String),
}

static CATALOGUES: LazyLock<[Catalogue; 3]> = LazyLock::new(|| Language::ALL.map(Catalogue::read));

/// The messages of a language.
pub(super) fn catalogue(language: Language) -> &'static Catalogue {
    let [english, german, pseudo] = &*CATALOGUES;
    match language {
        Language::English => english,
        Language::German => german,
        Language::Pseudo => pseudo,
    }
}

impl Catalogue {
    fn read(language: Language) -> Self {
        let id: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // What a message brings may be written the other way round; in a language from left to right nothing needs it.
        bundle.set_use_isolating(language.dir() == "rtl");
        bundle.set_formatter(Some(match language {
            Language::German => |value, _| whole(value, '.'),
            Language::English | Language::Pseudo => |value, _| whole(value, ','),
        }));
        if language == Language::Pseudo {
            bundle.set_transform(Some(pseudo::transform));
        }
        let mut resources = resources(Language::English);
        if !matches!(language, Language::English | Language::Pseudo) {
            resources.extend(self::resources(language));
        }
        for resource in &resources {
            bundle.add_resource_overriding(resource.clone());
        }
        let group = if language == Language::German { '.' } else { ',' };
        let mut catalogue = Self { bundle, plain: HashMap::new(), simple: HashMap::new(), group };
        for key in resources.iter().flat_map(|r| keys(r)) {
            if let Some(text) = catalogue.without_args(key) {
                catalogue.plain.insert(key.to_owned(), text);
            } else if language != Language::Pseudo
                && let Some(pieces) =
                    catalogue.bundle.get_message(key).and_then(|m| m.value()).and_then(pieces)
            {
                catalogue.simple.insert(key.to_owned(), pieces);
            }
        }
        catalogue
    }

    /// A message that needs no arguments.
    pub(super) fn plain(&self, key: &str) -> Option<&str> {
        self.plain.get(key).map(String::as_str)
    }

    fn without_args(&self, key: &str) -> Option<String> {
        let mut errors = Vec::new();
        let pattern = self.bundle.get_message(key)?.value()?;
        let text = self.bundle.format_pattern(pattern, None, &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    /// A message with what stands in its braces; `None` when nobody has written it.
    pub(super) fn filled<const N: usize>(
        &self,
        key: &str,
        args: [(&'static str, FluentValue<'_>); N],
    ) -> Option<String> {
        if let Some(text) = self.simple.get(key).and_then(|pieces| self.put_together(pieces, &args)) {
            return Some(text);
        }
        self.format(key, Some(&args.into_iter().collect()))
    }

    fn put_together(&self, pieces: &[Piece], args: &[(&'static str, FluentValue<'_>)]) -> Option<String> {
        let mut out = String::with_capacity(64);
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Arg(name) => match &args.iter().find(|(n, _)| n == name)?.1 {
                    FluentValue::String(text) => out.push_str(text),
                    number @ FluentValue::Number(_) => out.push_str(&whole(number, self.group)?),
                    _ => return None,
                },
            }
        }
        Some(out)
    }

    /// The same by Fluent, which knows of plurals and choices.
    pub(super) fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else {
            tracing::warn!(key, "a message is missing");
            return None;
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::warn!(key, ?errors, "a message could not be put together");
        }
        Some(text)
    }
}

/// The files of a language, parsed. One that cannot be read whole is used as far as it can be.
fn resources(language: Language) -> Vec<Arc<FluentResource>> {
    let folder = format!("{}/", language.tag());
    let mut names: Vec<_> = Files::iter().filter(|name| name.starts_with(&folder)).collect();
    names.sort_unstable();
    let read = |name: &str| {
        let source = String::from_utf8_lossy(&Files::get(name)?.data).into_owned();
        Some(Arc::new(FluentResource::try_new(source).unwrap_or_else(|(resource, errors)| {
            tracing::error!(name, ?errors, "messages cannot be read");
            resource
        })))
    };
    names.iter().filter_map(|name| read(name)).collect()
}

fn keys(resource: &FluentResource) -> Vec<&str> {
    let messages = resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message.id.name),
        _ => None,
    });
    messages.collect()
}

/// Every key of a language's own files.
pub fn written(language: Language) -> Vec<String> {
    resources(language).iter().flat_map(|r| keys(r)).map(str::to_owned).collect()
}

/// The pieces of a message that is simple.
fn pieces(pattern: &Pattern<&str>) -> Option<Vec<Piece>> {
    let piece = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Some(Piece::Text((*value).to_owned())),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => Some(Piece::Arg(id.name.to_owned())),
        PatternElement::Placeable { .. } => None,
    };
    pattern.elements.iter().map(piece).collect()
}

/// A whole number in groups of three; everything else as Fluent writes it.
fn whole(value: &FluentValue<'_>, group: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    if number.value.fract() != 0.0 {
        return None;
    }
    let digits = format!("{:.0}", number.value.abs());
    let mut out = String::with_capacity(digits.len() + 6);
    if number.value < 0.0 {
        out.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    Some(out)
}
