//! What an event changed: text as the log has it, read when somebody first looks into it. Most timelines only pass it on.
use std::ops::Deref;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

/// `[old, new]` of each changed field; for notes whatever they carry.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    text: Option<Box<str>>,
    map: OnceLock<Map<String, Json>>,
}

impl Changes {
    /// From the text of a JSON object; anything else is no change.
    pub(crate) fn of_text(text: String) -> Self {
        Self { text: Some(text.into()), map: OnceLock::new() }
    }

    /// Keeps only the fields that `keep` says.
    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let mut map = std::mem::take(self).into_map();
        map.retain(|key, _| keep(key));
        *self = map.into();
    }

    fn into_map(self) -> Map<String, Json> {
        let Self { text, map } = self;
        map.into_inner().or_else(|| serde_json::from_str(&text?).ok()).unwrap_or_default()
    }
}

impl From<Map<String, Json>> for Changes {
    fn from(map: Map<String, Json>) -> Self {
        Self { text: None, map: map.into() }
    }
}

impl Deref for Changes {
    type Target = Map<String, Json>;

    fn deref(&self) -> &Self::Target {
        let read = || self.text.as_deref().and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
        self.map.get_or_init(read)
    }
}

impl PartialEq for Changes {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Serialize for Changes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.text.as_deref().and_then(|t| serde_json::from_str::<&RawValue>(t).ok()) {
            Some(raw) => raw.serialize(serializer),
            None => (**self).serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_passed_on_as_they_are_and_cut_when_told() {
        let mut changes = Changes::of_text(r#"{"a":[null,1],"b":[1,2]}"#.to_owned());
        assert_eq!(serde_json::to_string(&changes).unwrap(), r#"{"a":[null,1],"b":[1,2]}"#);
        changes.retain(|key| key == "b");
        assert_eq!(serde_json::to_string(&changes).unwrap(), r#"{"b":[1,2]}"#);
        assert_eq!(serde_json::to_string(&Changes::of_text("broken".to_owned())).unwrap(), "{}");
    }
}
