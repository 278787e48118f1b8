//! Files go in and come out as they were.
use base::{Error, Id};
use engine::Actor;

use crate::world::{World, problems};

#[tokio::test]
async fn a_file_comes_out_as_it_went_in() {
    let w = World::new().await;
    let content = b"\x89PNG\r\n\x1a\n\0\0".to_vec();
    let id = w.engine.put_file(&Actor::system(), "../logo.png", "text/html", content.clone()).await.unwrap();
    let (info, bytes) = w.engine.file(&Actor::system(), id).await.unwrap();
    assert_eq!((info.name.as_str(), info.media_type.as_str(), info.inline), ("logo.png", "image/png", true));
    assert_eq!((bytes, info.size), (content, 10));
    assert_eq!(w.engine.file_info(&Actor::system(), id).await.unwrap(), info);
    assert!(matches!(w.engine.file(&Actor::system(), Id::new()).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_file_that_is_empty_or_too_large_is_refused() {
    let w = World::new().await;
    let code = async |content: Vec<u8>| {
        problems(w.engine.put_file(&Actor::system(), "a", "text/plain", content).await)[0].1
    };
    assert_eq!(code(Vec::new()).await, "empty");
    assert_eq!(code(vec![0; engine::file::MOST + 1]).await, "too_long");
}
