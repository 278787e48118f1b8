//! Every operation of the API, for each object the caller may know of, with its parameters, body and answers.
use engine::{Action, Object};
use serde_json::json;

use super::About;
use super::operation::{JSON, NDJSON, Operation, place, query, schema, shared, text};
use super::schemas::name_of;

/// What the operations that belong to no object are about.
pub(super) const TAGS: [(&str, &str); 10] = [
    ("events", "The log: everything that happened, and undoing it."),
    ("search", "One search over all objects."),
    ("metrics", "Named numbers that open into the records behind them."),
    ("rates", "Exchange rates by currency and day."),
    ("imports", "Files that become records."),
    ("files", "Attachments."),
    ("workspace", "Schema, settings and roles."),
    ("tokens", "Tokens and passwords."),
    ("views", "Saved views of lists."),
    ("notices", "What others did that concerns one."),
];

/// Every operation there is.
pub(super) fn operations(about: &About<'_>) -> Vec<Operation> {
    let mut all: Vec<Operation> = about.objects.iter().flat_map(|o| of_object(o)).collect();
    all.extend(closure(about));
    all.extend(conversion(about));
    all.extend(super::selling::operations(about));
    all.extend(super::reports::operations(about));
    all.extend(super::tasks::operations(about));
    all.extend(imports());
    all.extend(log());
    all.extend(figures(about));
    all.extend(workspace());
    all.extend(tokens());
    all.extend(views());
    all.extend(notices());
    all.extend(super::money::rates());
    all.extend(super::money::forecast(about));
    all
}

fn of_object(object: &Object) -> Vec<Operation> {
    let (plural, key, name) = (&object.plural, &object.key, name_of(object));
    let (one, many) = (object.label.to_lowercase(), object.labels.to_lowercase());
    let (all, each) = (format!("/{plural}"), format!("/{plural}/{{id}}"));
    let record = || schema(&name);
    let input = || schema(&format!("{name}-Input"));
    let op =
        |method, path: &str, id: String, summary: String| Operation::new(method, path, id, plural, summary);
    vec![
        op("get", &all, format!("list_{plural}"), format!("List {many}"))
            .takes(["filter", "fields", "limit", "cursor", "as_of", "deleted"].map(shared))
            .takes([
                text("sort", "Fields separated by commas, - before one that descends: -created_at,name."),
                query("count", "Count all that satisfy the filter.", &json!({"type": "boolean", "default": false})),
            ])
            .answers(200, "A page.", schema(&format!("{name}-List"))),
        op("post", &all, format!("create_{plural}"), format!("Make a {one}"))
            .takes([shared("idempotency_key")])
            .body(JSON, input())
            .answers(201, "It is made; Location says where.", record())
            .refuses(&["Forbidden", "Conflict", "TooLarge"]),
        op("post", &format!("{all}/bulk"), format!("bulk_{plural}"), format!("Make and change many {many}, one a line"))
            .takes([text("key", "What tells records apart: a field, id, or external:SOURCE with external_id in each line. Without it every line is new.")])
            .body(NDJSON, input())
            .answer_lines()
            .refuses(&["Forbidden"]),
        op("get", &format!("{all}/totals"), format!("total_{plural}"), format!("Figures over {many}, in groups"))
            .takes([shared("filter"), text("by", "Groups: stage,close_date:month."), text("measure", "count,sum(amount),median(amount)."),
                query("limit", "Groups at most.", &json!({"type": "integer", "minimum": 1, "maximum": 10_000}))])
            .answers(200, "The figures.", schema("Totals")),
        op("get", &each, format!("get_{key}"), format!("Read a {one}"))
            .takes(["id", "fields", "as_of", "deleted", "if_none_match"].map(shared))
            .answers(200, "The record.", record())
            .nothing(304, "It is still the version one has.")
            .refuses(&["NotFound"]),
        op("patch", &each, format!("update_{key}"), format!("Change a {one}"))
            .takes(["id", "if_match"].map(shared))
            .body(JSON, input())
            .answers(200, "The record as it is now.", record())
            .nothing(204, "Done; it is not yours to see any more.")
            .refuses(&["Forbidden", "NotFound", "Conflict", "TooLarge"]),
        op("delete", &each, format!("delete_{key}"), format!("Move a {one} to the bin"))
            .takes(["id", "if_match"].map(shared))
            .takes([query("destroy", "Destroy it for good; a right of its own.", &json!({"type": "boolean", "default": false}))])
            .nothing(204, "It is gone.")
            .refuses(&["Forbidden", "NotFound", "Conflict"]),
        op("post", &format!("{each}/restoration"), format!("restore_{key}"), format!("Take a {one} back from the bin"))
            .takes(["id", "idempotency_key"].map(shared))
            .answers(200, "The record as it is now.", record())
            .refuses(&["Forbidden", "NotFound"]),
        op("get", &format!("{each}/timeline"), format!("timeline_of_{key}"), format!("What happened to a {one}, newest first"))
            .takes(["id", "cursor", "limit"].map(shared))
            .answers(200, "A page.", schema("EventList"))
            .refuses(&["NotFound"]),
    ]
    .into_iter()
    // Nobody makes by hand what verbs and rules make.
    .filter(|op| match op.id.split_once('_').map_or("", |(verb, _)| verb) {
        "create" | "bulk" => object.made_by.leaves(Action::Create),
        "update" => object.made_by.leaves(Action::Update),
        "delete" | "restore" => object.made_by.leaves(Action::Delete),
        _ => true,
    })
    .chain(beside(object))
    .collect()
}

/// What belongs to a record beside its fields: files and followers.
fn beside(object: &Object) -> Vec<Operation> {
    let (plural, key) = (&object.plural, &object.key);
    let one = object.label.to_lowercase();
    let each = format!("/{plural}/{{id}}");
    let op = |method, path: &str, id: &str, summary: String| {
        Operation::new(method, format!("{each}/{path}"), format!("{id}_{key}"), plural, summary)
    };
    let list =
        || json!({"type": "object", "properties": {"data": {"type": "array", "items": {"type": "object"}}}});
    let file = || place("file", "A file, as POST /files has named it.");
    vec![
        op("get", "attachments", "attachments_of", format!("The files of a {one}"))
            .takes([shared("id")])
            .answers(200, "The files, the newest first.", list())
            .refuses(&["NotFound"]),
        op("put", "attachments/{file}", "attach_to", format!("Put an uploaded file to a {one}"))
            .takes([shared("id"), file()])
            .nothing(204, "It belongs to the record.")
            .refuses(&["Forbidden", "NotFound"]),
        op("delete", "attachments/{file}", "detach_from", format!("Take a file off a {one}"))
            .takes([shared("id"), file()])
            .nothing(204, "It is gone; undoing the batch brings it back.")
            .refuses(&["Forbidden", "NotFound"]),
        op("get", "followers", "followers_of", format!("Who follows a {one}"))
            .takes([shared("id")])
            .answers(200, "People, with the time since when.", list())
            .refuses(&["NotFound"]),
        op("put", "follow", "follow", format!("Follow a {one}"))
            .takes([shared("id")])
            .nothing(204, "You follow it.")
            .refuses(&["Forbidden", "NotFound"]),
        op("delete", "follow", "unfollow", format!("No longer follow a {one}"))
            .takes([shared("id")])
            .nothing(204, "You do not follow it.")
            .refuses(&["Forbidden", "NotFound"]),
    ]
}

/// The states of deals that are resources.
fn closure(about: &About<'_>) -> Vec<Operation> {
    let Some(deal) = about.objects.iter().find(|o| o.key == "deal" && !o.own) else { return Vec::new() };
    let name = name_of(deal);
    let op = |method, id: &str, summary: &str| {
        Operation::new(method, "/deals/{id}/closure", id, &deal.plural, summary)
    };
    vec![
        op("post", "close_deal", "Close a deal as won or lost")
            .takes([shared("id")])
            .body(JSON, schema("Closure"))
            .answers(200, "The deal as it is now.", schema(&name))
            .refuses(&["Forbidden", "NotFound", "Conflict"]),
        op("delete", "reopen_deal", "Open a closed deal again")
            .takes([shared("id")])
            .answers(200, "The deal as it is now.", schema(&name))
            .refuses(&["Forbidden", "NotFound", "Conflict"]),
    ]
}

/// What only leads can.
fn conversion(about: &About<'_>) -> Vec<Operation> {
    let Some(lead) = about.objects.iter().find(|o| o.key == "lead" && !o.own) else { return Vec::new() };
    let op =
        |method, path: &str, id: &str, summary: &str| Operation::new(method, path, id, &lead.plural, summary);
    let side = |what: &str| json!({"type": ["string", "null"], "description": format!("\"new\", the id of a {what}, or nothing.")});
    let body = json!({"type": "object", "additionalProperties": false, "properties": {
        "contact": side("contact"), "company": side("company"),
        "deal": {"type": ["string", "object", "null"], "description": "\"new\", the id of a deal, or the fields of a new one."},
        "version": {"type": ["integer", "null"], "description": "The version of the lead you have seen."},
    }});
    let made = json!({"type": "object", "properties": {
        "lead": schema(&name_of(lead)), "contact": {"type": ["string", "null"]}, "company": {"type": ["string", "null"]},
        "deal": {"type": ["string", "null"]}, "batch": {"type": "string"},
    }});
    let cards = json!({"type": "object", "properties": {
        "batch": {"type": "string"}, "leads": {"type": "array", "items": {"type": "string"}},
        "left": {"type": "integer", "description": "Cards nothing could be made of"},
    }});
    vec![
        op("get", "/leads/{id}/conversion", "propose_conversion", "Whom a lead may already be")
            .takes([shared("id")])
            .answers(200, "Contacts and companies, the surest first.", json!({"type": "object"}))
            .refuses(&["NotFound"]),
        op(
            "post",
            "/leads/{id}/conversion",
            "convert_lead",
            "Make a contact, a company and a deal of a lead",
        )
        .takes([shared("id")])
        .body(JSON, body)
        .answers(201, "The lead as it is now, and what it became.", made)
        .refuses(&["Forbidden", "NotFound", "Conflict"]),
        op("post", "/leads/cards", "create_leads_of_cards", "Make leads of a file of vCards")
            .body("text/vcard", json!({"type": "string"}))
            .answers(201, "The leads.", cards)
            .refuses(&["Forbidden"]),
    ]
}

fn imports() -> Vec<Operation> {
    let op =
        |method, path: &str, id: &str, summary: &str| Operation::new(method, path, id, "imports", summary);
    let id = || place("id", "Id of the import.");
    let mut errors = op(
        "get",
        "/imports/{id}/errors.csv",
        "get_import_errors",
        "The rows that were refused, with the reason",
    )
    .takes([id()])
    .refuses(&["NotFound"]);
    errors.answers.push((200, "A CSV file.", Some(("text/csv", json!({"type": "string"})))));
    vec![
        op("get", "/imports", "list_imports", "The imports there were").answers(200, "The latest.", schema("ImportList")),
        op("post", "/imports", "create_import", "Import a file; the body is the file, or a form with file and mapping")
            .takes([
                json!({"name": "object", "in": "query", "required": true, "description": "What the rows are.", "schema": {"type": "string"}}),
                text("name", "The file's name."),
                text("key", "The field rows are known by: what is there is changed, not made again."),
                text("preset", "The system the file is from."),
                query("on_unknown", "What becomes of values that are not known.", &json!({"enum": ["ask", "create", "empty", "error-rows"]})),
                query("dry_run", "Nothing is written.", &json!({"type": "boolean"})),
            ])
            .body("text/csv", json!({"type": "string"}))
            .answers(202, "It is on its way.", schema("Import"))
            .refuses(&["Forbidden", "TooLarge"]),
        op("get", "/imports/{id}", "get_import", "How an import stands").takes([id()]).answers(200, "The import.", schema("Import")).refuses(&["NotFound"]),
        op("delete", "/imports/{id}", "undo_import", "Take an import back")
            .takes([id()])
            .answers(200, "What was taken back.", schema("Undone"))
            .refuses(&["Forbidden", "NotFound"]),
        errors,
        op("post", "/imports/{id}/answers", "answer_import", "Answer what an import asks, and set it going again")
            .takes([id()])
            .body(JSON, json!({"type": "object", "description": "A mapping, or a part of one."}))
            .answers(202, "It is on its way.", schema("Import"))
            .refuses(&["Forbidden", "NotFound"]),
    ]
}

fn log() -> Vec<Operation> {
    let op =
        |method, path: &str, id: &str, summary: &str| Operation::new(method, path, id, "events", summary);
    let after = || {
        query(
            "after",
            "The place in the log after which to begin.",
            &json!({"type": "integer", "minimum": 0}),
        )
    };
    let object = || text("object", "Only events of this object.");
    let mut stream = op("get", "/events/stream", "stream_events", "Follow the log as server-sent events")
        .takes([
            after(),
            object(),
            json!({"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}}),
        ]);
    stream.answers.push((
        200,
        "Events as they come, each with its place in the log as its id.",
        Some(("text/event-stream", json!({"type": "string"}))),
    ));
    vec![
        op("get", "/events", "list_events", "Read the log, oldest first")
            .takes([after(), object(), shared("limit")])
            .answers(200, "A page; next is where to go on.", schema("EventList")),
        stream,
        op("post", "/undo/{batch}", "undo_batch", "Put back what a batch changed")
            .takes([place("batch", "The Rondo-Batch of the change."), shared("idempotency_key")])
            .answers(200, "What was put back and what was left.", schema("Undone"))
            .refuses(&["Forbidden", "NotFound"]),
    ]
}

fn figures(about: &About<'_>) -> Vec<Operation> {
    let names: Vec<&str> = about.engine.metrics().iter().map(|m| m.name).collect();
    let name =
        json!({"name": "name", "in": "path", "required": true, "schema": {"type": "string", "enum": names}});
    vec![
        Operation::new("get", "/search", "search", "search", "Search all objects")
            .takes([
                json!({"name": "q", "in": "query", "required": true, "schema": {"type": "string"}}),
                text("objects", "Only these, separated by commas."),
                query(
                    "limit",
                    "Hits at most.",
                    &json!({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
                ),
            ])
            .answers(200, "The best hits first.", schema("SearchList")),
        Operation::new("get", "/metrics", "list_metrics", "metrics", "The metrics there are").answers(
            200,
            "Their definitions.",
            schema("MetricList"),
        ),
        Operation::new("get", "/metrics/{name}", "get_metric", "metrics", "The value of a metric")
            .takes([
                name,
                text("from", "The first day."),
                text("to", "The last day."),
                text(
                    "by",
                    "What to split it by: a field, dotted over links, or month, quarter, year of its date.",
                ),
                text("then", "What to split each part by once more."),
                shared("filter"),
            ])
            .answers(200, "The value.", schema("MetricValue"))
            .refuses(&["NotFound"]),
    ]
}

fn workspace() -> Vec<Operation> {
    let op =
        |method, path: &str, id: &str, summary: &str| Operation::new(method, path, id, "workspace", summary);
    let upload = json!({"type": "string", "format": "binary"});
    let mut download = Operation::new("get", "/files/{id}", "get_file", "files", "Download a file")
        .takes([place("id", "Id of the file.")])
        .refuses(&["NotFound"]);
    download.answers.push((
        200,
        "The file, to be saved.",
        Some(("application/octet-stream", upload.clone())),
    ));
    vec![
        op("get", "/openapi.json", "get_openapi", "This description").answers(200, "OpenAPI 3.1.", json!({"type": "object"})),
        op("get", "/schema", "get_schema", "The schema as a schema file has it").answers(200, "Objects by key.", schema("SchemaFile")),
        op("post", "/schema", "apply_schema", "Apply a schema file")
            .takes([shared("idempotency_key")])
            .body(JSON, schema("SchemaFile"))
            .answers(200, "What was changed.", schema("SchemaPlan"))
            .refuses(&["Forbidden"]),
        op("post", "/schema/plan", "plan_schema", "What a schema file would change")
            .takes([shared("idempotency_key")])
            .body(JSON, schema("SchemaFile"))
            .answers(200, "What would be changed.", schema("SchemaPlan"))
            .refuses(&["Forbidden"]),
        op("get", "/settings", "get_settings", "The workspace's settings").answers(200, "The settings.", schema("Settings")),
        op("patch", "/settings", "update_settings", "Change settings")
            .body(JSON, schema("Settings"))
            .answers(200, "The settings.", schema("Settings"))
            .refuses(&["Forbidden"]),
        op("get", "/roles", "list_roles", "The roles there are").answers(200, "The roles.", schema("RoleList")),
        op("put", "/roles/{key}", "put_role", "Change or add a role")
            .takes([place("key", "The role's key.")])
            .body(JSON, schema("Role"))
            .answers(200, "The role.", schema("Role"))
            .refuses(&["Forbidden"]),
        Operation::new("post", "/files", "upload_file", "files", "Upload a file")
            .takes([json!({"name": "name", "in": "query", "required": true, "description": "The file's name.", "schema": {"type": "string"}})])
            .body("application/octet-stream", upload)
            .answers(201, "It is kept; give its id to a file field.", schema("File"))
            .refuses(&["Forbidden", "TooLarge"]),
        download,
    ]
}

fn tokens() -> Vec<Operation> {
    let op =
        |method, path: &str, id: &str, summary: &str| Operation::new(method, path, id, "tokens", summary);
    vec![
        op("get", "/tokens", "list_tokens", "One's own tokens; all of them for administrators").answers(
            200,
            "The tokens, without their secrets.",
            schema("TokenList"),
        ),
        op("post", "/tokens", "create_token", "Make a token")
            .body(JSON, schema("TokenInput"))
            .answers(201, "The token, shown this once.", schema("NewToken"))
            .refuses(&["Forbidden"]),
        op("delete", "/tokens/{id}", "revoke_token", "Revoke a token")
            .takes([place("id", "Id of the token.")])
            .nothing(204, "It is refused from now on.")
            .refuses(&["NotFound"]),
        op("post", "/users/{id}/password", "set_password", "Give a user a new password")
            .takes([shared("id")])
            .body(JSON, schema("Password"))
            .nothing(204, "Done.")
            .refuses(&["Forbidden", "NotFound"]),
    ]
}

fn notices() -> Vec<Operation> {
    let op =
        |method, path: &str, id: &str, summary: &str| Operation::new(method, path, id, "notices", summary);
    vec![
        op("get", "/notices", "list_notices", "What one is told of, unread ones first")
            .takes([
                query("kind", "Only these.", &json!({"enum": ["mention", "owner", "changed"]})),
                query("unread", "Only those not read yet.", &json!({"type": "boolean"})),
                query(
                    "after",
                    "How many to pass over: `next` of the page before.",
                    &json!({"type": "integer"}),
                ),
                shared("limit"),
            ])
            .answers(200, "The notices.", schema("NoticeList")),
        op("post", "/notices/read", "read_notices", "Mark all notices read").nothing(204, "They are read."),
        op("post", "/notices/{id}/read", "read_notice", "Mark a notice read")
            .takes([place("id", "Id of the notice.")])
            .answers(200, "The notice.", schema("Notice"))
            .refuses(&["NotFound"]),
    ]
}

fn views() -> Vec<Operation> {
    let op = |method, path: &str, id: &str, summary: &str| Operation::new(method, path, id, "views", summary);
    let id = || place("id", "Id of the view.");
    vec![
        op("get", "/views", "list_views", "One's own views, one's team's and everyone's")
            .takes([text("object", "Only those of this object.")])
            .answers(200, "The views.", schema("ViewList")),
        op("post", "/views", "create_view", "Save a view")
            .body(JSON, schema("ViewInput"))
            .answers(201, "It is kept.", schema("View"))
            .refuses(&["Forbidden"]),
        op("get", "/views/{id}", "find_view", "One view")
            .takes([id()])
            .answers(200, "The view.", schema("View"))
            .refuses(&["NotFound"]),
        op("patch", "/views/{id}", "change_view", "Rename, share or change a view")
            .takes([id()])
            .body(JSON, schema("ViewInput"))
            .answers(200, "The view.", schema("View"))
            .refuses(&["Forbidden", "NotFound"]),
        op("delete", "/views/{id}", "delete_view", "Delete a view")
            .takes([id()])
            .nothing(204, "It is gone, and can be restored.")
            .refuses(&["Forbidden", "NotFound"]),
        op("post", "/views/{id}/restoration", "restore_view", "Bring a deleted view back")
            .takes([id()])
            .answers(200, "The view.", schema("View"))
            .refuses(&["Forbidden", "NotFound"]),
    ]
}
