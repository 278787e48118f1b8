//! One operation of the description: parameters, body, answers and refusals, and the refusals and parameters all share.
use serde_json::{Map, Value as Json, json};

/// An answer: status, description, and type and schema of what it holds.
type Reply = (u16, &'static str, Option<(&'static str, Json)>);

/// One operation.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) id: String,
    tag: String,
    summary: String,
    parameters: Vec<Json>,
    body: Option<(&'static str, Json)>,
    pub(super) answers: Vec<Reply>,
    refusals: Vec<&'static str>,
}

pub(super) const JSON: &str = "application/json";
pub(super) const NDJSON: &str = "application/x-ndjson";

pub(super) fn schema(name: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

pub(super) fn shared(name: &str) -> Json {
    json!({"$ref": format!("#/components/parameters/{name}")})
}

pub(super) fn query(name: &str, description: &str, schema: &Json) -> Json {
    json!({"name": name, "in": "query", "description": description, "schema": schema})
}

pub(super) fn text(name: &str, description: &str) -> Json {
    query(name, description, &json!({"type": "string"}))
}

pub(super) fn place(name: &str, description: &str) -> Json {
    json!({"name": name, "in": "path", "required": true, "description": description, "schema": {"type": "string"}})
}

impl Operation {
    pub(super) fn new(
        method: &'static str,
        path: impl Into<String>,
        id: impl Into<String>,
        tag: &str,
        summary: impl Into<String>,
    ) -> Self {
        Self {
            method,
            path: path.into(),
            id: id.into(),
            tag: tag.to_owned(),
            summary: summary.into(),
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            refusals: vec!["Unauthorized", "Invalid", "Refused"],
        }
    }
    pub(super) fn takes(mut self, parameters: impl IntoIterator<Item = Json>) -> Self {
        self.parameters.extend(parameters);
        self
    }
    pub(super) fn body(mut self, kind: &'static str, schema: Json) -> Self {
        self.body = Some((kind, schema));
        self
    }
    pub(super) fn answers(mut self, status: u16, description: &'static str, schema: Json) -> Self {
        self.answers.push((status, description, Some((JSON, schema))));
        self
    }
    pub(super) fn nothing(mut self, status: u16, description: &'static str) -> Self {
        self.answers.push((status, description, None));
        self
    }
    pub(super) fn refuses(mut self, names: &[&'static str]) -> Self {
        self.refusals.extend(names);
        self
    }

    pub(super) fn json(&self) -> Json {
        let mut responses = Map::new();
        for (status, description, content) in &self.answers {
            let mut response = json!({"description": description});
            if let (Some(map), Some((kind, schema))) = (response.as_object_mut(), content) {
                map.insert("content".to_owned(), json!({*kind: {"schema": schema}}));
            }
            responses.insert(status.to_string(), response);
        }
        for name in &self.refusals {
            let status = REFUSALS.iter().find(|(n, ..)| n == name).map_or("default", |(_, s, _)| s);
            responses.insert(status.to_owned(), json!({"$ref": format!("#/components/responses/{name}")}));
        }
        let mut out = json!({
            "operationId": self.id, "tags": [self.tag], "summary": self.summary, "parameters": self.parameters, "responses": responses,
        });
        if let (Some(map), Some((kind, schema))) = (out.as_object_mut(), &self.body) {
            map.insert(
                "requestBody".to_owned(),
                json!({"required": true, "content": {*kind: {"schema": schema}}}),
            );
        }
        out
    }
}

/// Refusals by name, status and description.
const REFUSALS: [(&str, &str, &str); 7] = [
    ("Unauthorized", "401", "There is no valid token and no session."),
    ("Forbidden", "403", "Your role or the token's scopes do not allow it."),
    ("NotFound", "404", "It is not there, or not yours to know."),
    ("Conflict", "409", "Somebody changed it first: the answer holds the three versions."),
    ("TooLarge", "413", "The body is too large."),
    ("Invalid", "422", "The input is wrong: the answer names each field."),
    ("Refused", "default", "Anything else: a problem as of RFC 9457."),
];

/// The refusals, to be referred to.
pub(super) fn responses() -> Json {
    let each = REFUSALS.iter().map(|(name, _, description)| {
        let content = json!({"application/problem+json": {"schema": schema("Problem")}});
        ((*name).to_owned(), json!({"description": description, "content": content}))
    });
    Json::Object(each.collect())
}

/// The parameters many operations share.
pub(super) fn parameters() -> Json {
    let header = |name: &str, description: &str| json!({"name": name, "in": "header", "description": description, "schema": {"type": "string"}});
    let flag = json!({"type": "boolean", "default": false});
    json!({
        "filter": text("filter", "Which records: stage = \"won\" AND amount >= 1000. The language is in docs/API.md."),
        "fields": text("fields", "Only these, separated by commas; over links by dots: name,company.name."),
        "limit": query("limit", "Entries of a page.", &json!({"type": "integer", "minimum": 1, "maximum": 500, "default": 50})),
        "cursor": text("cursor", "Where the page before ended: its `next`."),
        "as_of": text("as_of", "As it was then: a time as of RFC 3339, or a day (its end)."),
        "deleted": query("deleted", "What lies in the bin.", &flag),
        "id": place("id", "Id of the record."),
        "if_match": header("If-Match", "The ETag one has seen; another version is a conflict."),
        "if_none_match": header("If-None-Match", "The ETag one has: 304 when it is still that."),
        "idempotency_key": header("Idempotency-Key", "A request with the same key and body is done once and answered again."),
    })
}

impl Operation {
    /// One result a line.
    pub(super) fn answer_lines(mut self) -> Self {
        self.answers.push((
            200,
            "One result a line, in the order of the lines.",
            Some((NDJSON, schema("BulkResult"))),
        ));
        self
    }
}
