//! The description of the calls, from the one table of calls.

use api::call::{AnsweredAt, Posts};
use api::{ApiError, CallInfo, CallKind, TABLE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::OnceLock;
use utoipa::openapi::Components;

/// `GET /api/v1/openapi.json`.
pub async fn serve() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document().to_string());
    (
        [(axum::http::header::CONTENT_TYPE, "application/json")],
        text.as_str(),
    )
        .into_response()
}

/// The description as JSON.
pub fn document() -> Value {
    let mut components = Components::new();
    let mut paths = serde_json::Map::new();
    let error = schema::<ApiError>(&mut components);
    // `enrol` is described as the route it is.
    for info in TABLE.iter().filter(|i| i.at != AnsweredAt::Device) {
        let (request, reply) = (info.schemas)(&mut components);
        paths.insert(
            format!("/api/v1/{}", info.name),
            json!({"post": {
                "operationId": info.name,
                "summary": info.summary,
                "description": needed(info),
                "tags": [if info.kind == CallKind::Reads { "reads" } else { "changes" }],
                "security": security(info),
                "requestBody": {"required": true, "content": {"application/json": {"schema": request}}},
                "responses": {
                    "200": {"description": "完成", "content": {"application/json": {"schema": reply}}},
                    "default": {"description": "未完成", "content": {"application/json": {"schema": error}}}
                }
            }}),
        );
    }
    for (path, item) in own_routes(&mut components, &error) {
        paths.insert(path.to_string(), item);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "掌上12345政府端 · 区工单池",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "POST /api/v1/<call>，JSON。出错时是 4xx/5xx 和 {code, detail, params}。"
        },
        "paths": paths,
        "components": {
            "schemas": components.schemas,
            "securitySchemes": {
                "session": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": super::COOKIE,
                    "description": "https 下名字前加 __Host-；写调用还要带 x-zs12345: 1 和 x-zs12345-user（谁的页面，百分号编码）"},
                "device": {"type": "http", "scheme": "bearer"}
            }
        }
    })
}

/// What a caller shows, one of these; an open call needs nothing.
fn security(info: &CallInfo) -> Value {
    if info.access.open {
        json!([])
    } else if info.access.by_device {
        json!([{"session": []}, {"cookie": []}, {"device": []}])
    } else {
        json!([{"session": []}, {"cookie": []}])
    }
}

/// The posts of which one is needed.
fn needed(info: &CallInfo) -> String {
    match info.posts {
        Posts::Any => String::new(),
        Posts::OneOf(roles) => {
            let labels: Vec<&str> = roles.iter().map(|role| role.label()).collect();
            format!("须有岗位：{}", labels.join("、"))
        }
    }
}

fn own_routes(components: &mut Components, error: &Value) -> Vec<(&'static str, Value)> {
    let enrol = (
        schema::<api::sync::EnrolRequest>(components),
        schema::<api::sync::EnrolReply>(components),
    );
    let pull = schema::<api::sync::PullRequest>(components);
    let receipt = schema::<api::sync::PhotoReceipt>(components);
    let rescued = schema::<api::sync::RescueReply>(components);
    let papers = (
        schema::<api::sync::PapersRequest>(components),
        schema::<api::sync::PapersReply>(components),
    );
    schema::<api::sync::Paper>(components);
    let basemap = schema::<api::Basemap>(components);
    let octets =
        json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}});
    let image = json!({"image/*": {"schema": {"type": "string", "format": "binary"}}});
    let of_json = |schema: &Value| json!({"application/json": {"schema": schema}});
    let replies = |content: Value| {
        json!({
            "200": {"description": "完成", "content": content},
            "default": {"description": "未完成", "content": of_json(error)}
        })
    };
    let path = |name: &str| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
    let name = path("sha256");
    let query = |name: &str, required: bool| json!({"name": name, "in": "query", "required": required, "schema": {"type": "string"}});
    vec![
        (
            "/api/v1/enrol",
            json!({"post": {
                "operationId": "enrol", "summary": "设备用登记码登记", "security": [],
                "requestBody": {"required": true, "content": of_json(&enrol.0)}, "responses": replies(of_json(&enrol.1))
            }}),
        ),
        (
            "/api/v1/push",
            json!({"post": {
                "operationId": "push", "summary": "设备上传签名的数据帧（docs/protocol.md）",
                "requestBody": {"required": true, "content": octets.clone()}, "responses": replies(octets.clone())
            }}),
        ),
        (
            "/api/v1/pull",
            json!({"post": {
                "operationId": "pull", "summary": "设备取回变化",
                "requestBody": {"required": true, "content": of_json(&pull)}, "responses": replies(octets.clone())
            }}),
        ),
        (
            "/api/v1/rescue",
            json!({"post": {
                "operationId": "rescue", "summary": "设备代送同事的救援包（docs/protocol.md）",
                "requestBody": {"required": true, "content": octets.clone()}, "responses": replies(of_json(&rescued))
            }}),
        ),
        (
            "/api/v1/papers",
            json!({"post": {
                "operationId": "papers", "summary": "设备取回本人上一台设备的草稿和记事，随救援包来的",
                "requestBody": {"required": true, "content": of_json(&papers.0)}, "responses": replies(of_json(&papers.1))
            }}),
        ),
        (
            "/api/v1/photos/{sha256}",
            json!({
                "put": {
                    "operationId": "put_photo", "summary": "上传工单里列出的照片", "parameters": [name.clone(), query("ticket", true)],
                    "requestBody": {"required": true, "content": image.clone()}, "responses": replies(of_json(&receipt))
                },
                "get": {
                    "operationId": "get_photo", "summary": "照片，能看到工单的人才能看", "parameters": [name, query("size", false)],
                    "responses": replies(image)
                }
            }),
        ),
        (
            "/api/v1/exports/{name}",
            json!({"get": {
                "operationId": "get_export", "summary": "取回自己导出的文件，十分钟内有效",
                "parameters": [path("name")], "responses": replies(octets.clone())
            }}),
        ),
        (
            "/api/v1/basemap",
            json!({"get": {
                "operationId": "basemap", "summary": "已发布的底图", "responses": replies(of_json(&basemap))
            }}),
        ),
        (
            "/api/v1/basemap/{sha256}",
            json!({"get": {
                "operationId": "get_basemap", "summary": "底图文件（PMTiles），可按 Range 分段取",
                "parameters": [name.clone()], "responses": replies(octets.clone())
            }}),
        ),
        (
            "/api/v1/notices",
            json!({"get": {
                "operationId": "notices",
                "summary": "变化通知（SSE）：事件 topics，data 是要重读的主题，id 是位置；断线后带 Last-Event-ID 重连",
                "security": [{"session": []}, {"cookie": []}],
                "responses": replies(json!({"text/event-stream": {"schema": {"type": "string"}}}))
            }}),
        ),
        (
            "/healthz",
            json!({"get": {
                "operationId": "healthz", "summary": "就绪后答 200", "security": [], "responses": {"200": {"description": "就绪"}}
            }}),
        ),
    ]
}

fn schema<T: utoipa::ToSchema>(components: &mut Components) -> Value {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    parts.push((T::name().into_owned(), T::schema()));
    components.schemas.extend(parts);
    json!({"$ref": format!("#/components/schemas/{}", T::name())})
}
