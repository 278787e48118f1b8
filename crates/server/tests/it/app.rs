//! A Rondo in this process, and people and programs who ask it. Requests go through the router with all its guards.
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use base::Id;
use engine::account::FirstRun;
use engine::{Actor, Engine, Input, Scopes};
use serde_json::Value as Json;
use store::Options;
use store::testing::TestDb;
use tower::ServiceExt;
use ui::web::App;

/// The host every request is for.
pub(crate) const HOST: &str = "rondo.test";
/// The administrator of every workspace that was set up.
pub(crate) const ADMIN: (&str, &str) = ("admin@example.com", "correct horse battery");

/// A running Rondo on a workspace of its own.
pub(crate) struct TestApp {
    /// The workspace, for looking behind the scenes and for making records quickly.
    pub(crate) engine: Engine,
    router: Router,
    /// Removed when the test is over.
    db: TestDb,
}

impl TestApp {
    /// One that was set up by its administrator: Acme, euros, UTC.
    pub(crate) async fn start() -> Self {
        let app = Self::start_empty().await;
        let given = FirstRun {
            company: "Acme".to_owned(),
            name: "Ada Admin".to_owned(),
            email: ADMIN.0.to_owned(),
            password: ADMIN.1.to_owned(),
            currency: "EUR".to_owned(),
            time_zone: "UTC".to_owned(),
            country: String::new(),
            steps: false,
        };
        app.engine.first_run(&given).await.unwrap();
        app
    }

    /// One where nobody can sign in yet.
    pub(crate) async fn start_empty() -> Self {
        Self::start_at(None).await
    }

    /// Waits until the log shows everything written: on PostgreSQL any transaction that is open anywhere on the server,
    /// such as another test's, holds back what was written after it began.
    pub(crate) async fn settle(&self) {
        let wait = async {
            let end = self.engine.latest_event().await.unwrap();
            while self.engine.events_after(&Actor::system(), 0, None, 10_000).await.unwrap().1 < end {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_mins(1), wait).await.unwrap();
    }

    /// Lets the followers of the log do what there is to do.
    pub(crate) async fn follow_log(&self) {
        self.settle().await;
        self.engine.run_followers_once().await.unwrap();
    }

    /// One that people reach at an address.
    pub(crate) async fn start_at(public_url: Option<&str>) -> Self {
        let db = TestDb::new().await.unwrap();
        let options = Options { connections: 4, readers: 2, ..Options::default() };
        let engine = Engine::open(db.location(), &options, server::features::modules()).await.unwrap();
        let router = server::router::routes(App::new(engine.clone(), public_url));
        Self { engine, router, db }
    }

    /// Another server on the same database.
    pub(crate) async fn neighbour(&self) -> (Engine, Client) {
        let options = Options { connections: 4, readers: 2, ..Options::default() };
        let engine = Engine::open(self.db.location(), &options, server::features::modules()).await.unwrap();
        let router = server::router::routes(App::new(engine.clone(), None));
        (engine, Client { router, id: None, headers: Vec::new() })
    }

    /// Somebody without a session.
    pub(crate) fn stranger(&self) -> Client {
        Client { router: self.router.clone(), id: None, headers: Vec::new() }
    }

    /// A member of this first name, signed in: `ana` is ana@example.com.
    pub(crate) async fn as_user(&self, name: &str) -> Client {
        self.as_role(name, "member").await
    }

    /// An administrator, signed in.
    pub(crate) async fn as_admin(&self) -> Client {
        self.as_role("root", "admin").await
    }

    /// Somebody with a role, signed in. The same name is the same person.
    pub(crate) async fn as_role(&self, name: &str, role: &str) -> Client {
        let id = self.user(name, role).await;
        let session = self.engine.begin_session(id, "test").await.unwrap();
        self.stranger().known_as(id).with("cookie", &format!("rondo={}", session.token))
    }

    /// A program with a token of somebody.
    pub(crate) async fn with_token(&self, name: &str, role: &str, scopes: &[&str]) -> Client {
        let id = self.user(name, role).await;
        let scopes = Scopes(scopes.iter().map(|&s| s.to_owned()).collect());
        let made = self.engine.create_token(&Actor::system(), id, "test", &scopes).await.unwrap();
        self.stranger().known_as(id).with("authorization", &format!("Bearer {}", made.token))
    }

    /// The user of this first name.
    pub(crate) async fn user(&self, name: &str, role: &str) -> Id {
        let email = format!("{name}@example.com");
        match self.engine.user_by_email(&email).await.unwrap() {
            Some(id) => id,
            None => self.engine.add_user(&Actor::system(), &email, name, role, None).await.unwrap(),
        }
    }

    /// A record made behind the scenes: `app.record("company", &[("name", "Acme")])`.
    pub(crate) async fn record(&self, object: &str, fields: &[(&str, &str)]) -> Id {
        let mut work = self.engine.begin(&Actor::system());
        let input = fields.iter().fold(Input::new(), |input, (key, text)| input.typed(key, text));
        let id = work.create(object, input).await.unwrap();
        work.commit().await.unwrap();
        id
    }
}

/// Somebody who asks.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    /// Their user, where they have one.
    pub(crate) id: Option<Id>,
    headers: Vec<(String, String)>,
}

impl Client {
    /// The same person at another server.
    pub(crate) fn at(&self, other: &Self) -> Self {
        Self { router: other.router.clone(), ..self.clone() }
    }

    fn known_as(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// The same, with one header more on every request.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Follows what a browser would do with the cookies of an answer.
    pub(crate) fn keeping(self, answer: &Answer) -> Self {
        match answer.cookie() {
            Some(cookie) => self.with("cookie", cookie.split(';').next().unwrap_or_default()),
            None => self,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, Vec::new()).await
    }

    /// The same with one cookie more.
    pub(crate) async fn get_with(&self, path: &str, cookie: Option<&str>) -> Answer {
        let own = self.headers.iter().find(|(n, _)| n == "cookie").map(|(_, v)| v.as_str());
        let all: Vec<&str> = own.into_iter().chain(cookie).collect();
        self.clone().with("cookie", &all.join("; ")).get(path).await
    }

    /// A form, as `a=b&c=d`.
    pub(crate) async fn post(&self, path: &str, form: &str) -> Answer {
        self.send("POST", path, Some("application/x-www-form-urlencoded"), form.into()).await
    }

    pub(crate) async fn post_json(&self, path: &str, body: &Json) -> Answer {
        self.send("POST", path, Some("application/json"), body.to_string().into_bytes()).await
    }

    pub(crate) async fn patch_json(&self, path: &str, body: &Json) -> Answer {
        self.send("PATCH", path, Some("application/json"), body.to_string().into_bytes()).await
    }

    pub(crate) async fn put_json(&self, path: &str, body: &Json) -> Answer {
        self.send("PUT", path, Some("application/json"), body.to_string().into_bytes()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None, Vec::new()).await
    }

    /// The body of an answer that does not end by itself.
    pub(crate) async fn stream(&self, path: &str) -> axum::body::BodyDataStream {
        let mut request = Request::builder().uri(path).header(header::HOST, HOST);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body().into_data_stream()
    }

    /// Anything else. A browser's `Origin` is sent along unless the client has one of its own (empty for none).
    pub(crate) async fn send(&self, method: &str, path: &str, kind: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if !self.headers.iter().any(|(name, _)| name == "origin") {
            request = request.header(header::ORIGIN, format!("http://{HOST}"));
        }
        for (name, value) in self.headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, bytes: bytes.to_vec() }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON; `null` when it is none.
    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }

    /// Where a redirect leads.
    pub(crate) fn location(&self) -> Option<&str> {
        self.header("location")
    }

    /// The cookie that was set.
    pub(crate) fn cookie(&self) -> Option<&str> {
        self.header("set-cookie")
    }

    /// It is a problem of RFC 9457 with this status and code.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let body = self.json();
        assert_eq!(body.get("status").and_then(Json::as_u64), Some(u64::from(status)));
        assert_eq!(body.get("code").and_then(Json::as_str), Some(code));
        assert!(body.get("title").is_some_and(Json::is_string));
    }
}
