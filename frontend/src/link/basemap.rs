//! Where the map's tiles are read from, if there is a basemap pack: the device behind the window, or the pool.

use super::{Link, http};
use api::{Basemap, ReadBasemap};
use serde_json::{Value, json};

impl Link {
    /// The pack and its source as the map module takes it: `url`, and whether it answers ranges; none without a pack.
    pub async fn map_pack(self) -> Option<(Basemap, Value)> {
        match self {
            Link::Http => {
                let pack: Basemap =
                    serde_json::from_str(&http::get("/api/v1/basemap").await.ok()?).ok()?;
                let url = format!("/api/v1/basemap/{}", pack.sha256);
                Some((pack, json!({"url": url, "ranged": true})))
            }
            _ => {
                let state = self.call(ReadBasemap {}).await.ok()?;
                let pack = state.offered.filter(|_| state.ready)?;
                let url = self.basemap(&pack.sha256)?;
                Some((pack, json!({"url": url, "ranged": false})))
            }
        }
    }
}
