//! Signs in, and creates, reads, lists, changes and deletes a webhook; prints what it saw.

use chrono::Datelike;
use serde_json::{json, Map, Value};
use webhooks_client::apis::{configuration::Configuration, tokens_api, web_hooks_api, Error};
use webhooks_client::models::{EWebhookAction, TokenRequestGrantType, WebHookCreate, WebHookUpdate};

async fn read(configuration: &Configuration, id: i64) -> Value {
    let record = web_hooks_api::get_web_hook(configuration, id).await.unwrap();
    json!({
        "business": record.business_id,
        "name": record.name,
        "action": record.action as i64,
        "url": record.url,
        "description": record.description,
        "active": record.active,
        "lastError": record.last_error,
        "isRecent": record.created_on.year() >= 2025,
    })
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let mut all = Map::new();
    let mut configuration = Configuration { base_path: arguments[1].clone(), ..Configuration::default() };
    let token = tokens_api::create_token(
        &configuration,
        TokenRequestGrantType::Password,
        Some(&arguments[2]),
        Some(&arguments[3]),
        None,
    )
    .await
    .unwrap();
    all.insert("token".into(), json!(token.token_type));
    configuration.bearer_access_token = Some(token.access_token);

    let mut create =
        WebHookCreate::new(7, "From a client".into(), EWebhookAction::BookingCreate, "https://example.com/hook".into());
    create.description = Some(Some("D".into()));
    let created = web_hooks_api::create_web_hook(&configuration, create).await.unwrap();
    let id = created.value.id;
    all.insert(
        "created".into(),
        json!({ "ok": created.was_successful, "message": created.message, "hasId": id > 0, "errors": created.errors }),
    );
    all.insert("read".into(), read(&configuration, id).await);

    let name = Some("from a CLIENT");
    let listed = web_hooks_api::list_web_hooks(
        &configuration, None, Some(5), None, None, None, name, None, None, None, None, None, None, None, None, None, None, None,
        None, None, None, None,
    )
    .await
    .unwrap();
    let names: Vec<&String> = listed.records.iter().map(|one| &one.name).collect();
    all.insert("listed".into(), json!({ "total": listed.total_items, "size": listed.current_page_size, "names": names }));

    let mut update =
        WebHookUpdate::new(id, 7, "Renamed".into(), EWebhookAction::BookingDelete, "https://example.com/other".into());
    update.active = Some(false);
    web_hooks_api::update_web_hook(&configuration, update).await.unwrap();
    all.insert("updated".into(), read(&configuration, id).await);

    let wrong = WebHookCreate::new(0, "".into(), EWebhookAction::BookingCreate, "ftp://example.com".into());
    if let Err(Error::ResponseError(response)) = web_hooks_api::create_web_hook(&configuration, wrong).await {
        if let Some(web_hooks_api::CreateWebHookError::Status400(failure)) = response.entity {
            let errors: Vec<Value> =
                failure.errors.iter().map(|one| json!([one.property_name, one.message, one.attempted_value])).collect();
            all.insert("refused".into(), json!({ "status": response.status.as_u16(), "errors": errors }));
        }
    }

    let deleted = web_hooks_api::delete_web_hook(&configuration, id).await.unwrap();
    all.insert("deleted".into(), json!(deleted.message));
    if let Err(Error::ResponseError(response)) = web_hooks_api::get_web_hook(&configuration, id).await {
        if let Some(web_hooks_api::GetWebHookError::Status404(body)) = response.entity {
            all.insert("missing".into(), json!({ "status": response.status.as_u16(), "body": body }));
        }
    }
    println!("{}", Value::Object(all));
}
