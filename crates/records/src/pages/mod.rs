//! Pages of any object, own ones included: list, record with timeline, form, bin, search, settings. All of it works as
//! forms and links; scripts make it faster. Which object an address means is found out at request time.
mod arrange;
mod arranged;
mod asked;
mod bin;
mod board;
mod bulk;
mod calendar;
mod came;
mod cells;
mod chips;
mod columns;
mod commands;
mod completed;
mod conflict;
mod exported;
mod faults;
mod filtered;
mod flash;
mod foot;
mod form;
mod form_page;
mod groups;
mod held;
mod home;
mod imports;
mod layouts;
mod lines;
mod list;
mod live;
mod moving;
mod notices;
mod own;
mod palette;
mod pick;
mod profile;
mod recent;
mod record;
mod search;
mod selling;
mod sent;
mod settings;
mod setup;
mod tallies;
mod toolbar;
mod verbs;
mod views;
mod visit;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Extension, Router};
use ui::web::App;

pub use asked::{Asked, address};
pub use chips::range_said;
pub use faults::explain;
pub use flash::{Flash, to};
pub use list::named;
pub use own::{Card, HomeCard, Own, OwnPage, Page};
pub use settings::frame::{Frame, Place};
pub use visit::{Visit, id_of};

/// Forms are text; files have addresses of their own.
const FORM: usize = 4 * 1024 * 1024;

/// Every page of this crate, with what features bring.
pub fn routes(own: Own) -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/checklist", post(home::dismiss))
        .route("/search", get(search::show))
        .route("/palette", get(palette::show))
        .route("/pick/{object}", get(pick::show))
        .route("/pick/{object}/{id}", get(pick::made))
        .route("/live", get(live::listen))
        .route("/live/{feed}", post(live::tell))
        .route("/bin", get(bin::show).post(bin::change))
        .route("/bin/empty", get(bin::ask_empty).post(bin::empty_it))
        .route("/notices", get(notices::show))
        .route("/notices/read", post(notices::read_all))
        .route("/notices/{id}", get(notices::open))
        .route("/undo/{batch}", post(verbs::undo))
        .route("/theme", post(profile::theme))
        .merge(settings::routes())
        .merge(setup::routes())
        .route("/{objects}", get(list::show).post(form::create).layer(with_files()))
        .route("/{objects}/new", get(form::new))
        .route("/{objects}/form", post(form::stand).layer(with_files()))
        .route("/{objects}/bulk", get(bulk::ask).post(bulk::change))
        .route("/{objects}/bulk/{job}", get(bulk::progress))
        .route("/{objects}/export", get(exported::show))
        .route("/{objects}/filter", get(filtered::show))
        .route("/{objects}/arrange/{what}", get(arrange::show))
        .route("/{objects}/filter/complete", get(completed::show))
        .route("/{objects}/board", get(layouts::board))
        .route("/{objects}/calendar", get(layouts::calendar))
        .route("/{objects}/{id}/day", get(calendar::ask).post(calendar::change))
        .route("/{objects}/{id}/move", get(board::ask).post(board::change))
        .route("/{objects}/views", get(views::new).post(views::create))
        .route("/{objects}/views/{id}", get(views::show).post(views::change))
        .route("/{objects}/{id}", get(record::show).post(form::update).layer(with_files()))
        .route("/{objects}/{id}/cell/{field}", get(cells::ask).post(cells::change).layer(with_files()))
        .route("/{objects}/{id}/why/{field}", get(record::why::show))
        .route("/{objects}/{id}/why/{field}/revert", post(record::why::revert))
        .route(
            "/{objects}/{id}/files",
            post(record::files::add).layer(DefaultBodyLimit::max(record::files::FORM)),
        )
        .route("/{objects}/{id}/files/{file}", get(record::files::download))
        .route("/{objects}/{id}/files/{file}/thumb", get(record::files::thumb))
        .route("/{objects}/{id}/files/{file}/remove", post(record::files::remove))
        .route(
            "/{objects}/{id}/related/{object}/{field}",
            get(record::linking::ask).post(record::linking::add),
        )
        .route("/{objects}/{id}/related/{object}/{field}/{other}/remove", post(record::linking::remove))
        .route("/{objects}/{id}/follow", post(record::follow::change))
        .route("/{objects}/{id}/peek", get(record::peek::show))
        .route("/{objects}/{id}/place", get(record::neighbours::place))
        .route("/{objects}/{id}/next", get(record::neighbours::next))
        .route("/{objects}/{id}/previous", get(record::neighbours::previous))
        .route("/{objects}/{id}/edit", get(form::edit))
        .route("/{objects}/{id}/lines", get(lines::edit).post(lines::save))
        .route("/{objects}/{id}/checks", post(record::checks::change))
        .route("/{objects}/{id}/notes", post(record::compose::write))
        .route("/{objects}/{id}/stage", post(verbs::stage))
        .route("/{objects}/{id}/toggle", post(verbs::toggle))
        .route("/{objects}/{id}/delete", post(verbs::delete))
        .route("/{objects}/{id}/restore", post(verbs::restore))
        .route("/{objects}/{id}/destroy", get(verbs::ask_destroy).post(verbs::destroy))
        .layer(DefaultBodyLimit::max(FORM))
        .merge(imports())
        .layer(Extension(own))
}

/// Forms of records may bring a file.
fn with_files() -> DefaultBodyLimit {
    DefaultBodyLimit::max(engine::file::MOST + FORM)
}

/// Files are read as they come, under limits of their own.
fn imports() -> Router<App> {
    Router::new()
        .route("/imports", get(imports::list).post(imports::upload))
        .route("/imports/{id}", get(imports::show))
        .route("/imports/{id}/mapping", post(imports::save_mapping))
        .route("/imports/{id}/mapping.toml", get(imports::mapping_file))
        .route("/imports/{id}/columns", post(imports::rewind))
        .route("/imports/{id}/start", post(imports::start))
        .route("/imports/{id}/watch", get(imports::watch))
        .route("/imports/{id}/stop", post(imports::stop))
        .route("/imports/{id}/continue", post(imports::go_on))
        .route("/imports/{id}/rows", post(imports::repair))
        .route("/imports/{id}/undo", post(imports::undo))
        .layer(DefaultBodyLimit::disable())
}
