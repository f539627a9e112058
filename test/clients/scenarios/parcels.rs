//! Signs in, and announces, reads, lists, replaces and deletes a parcel; prints what it saw.

use chrono::{DateTime, Datelike, NaiveDate};
use parcels_client::apis::{configuration::Configuration, parcels_api, photos_api, regions_api, sign_in_api, Error};
use parcels_client::models::{
    documents, goods, Address, Contents, Documents, Goods, GoodsItemsItem, Package, Parcel, ParcelInput, ParcelInputClass,
    ParcelInputDeclaredValue, ParcelStatus, Region,
};
use serde_json::{json, Map, Value};
use std::collections::HashMap;
use std::path::PathBuf;

fn look(parcel: &Parcel) -> Value {
    let contents = match parcel.contents.as_ref() {
        Contents::Documents(documents) => json!(documents.pages),
        Contents::Goods(goods) => {
            goods.items.iter().map(|one| json!([one.title, one.quantity, one.fragile])).collect::<Vec<Value>>().into()
        }
    };
    let names = |packages: &Option<Vec<Package>>| -> Vec<String> {
        packages.iter().flatten().map(|one| one.name.clone()).collect()
    };
    let packages: Vec<Value> =
        parcel.packages.iter().flatten().map(|one| json!([one.name, names(&one.packages)])).collect();
    json!({
        "reference": parcel.reference,
        "status": parcel.status,
        "weight": parcel.weight,
        "size": parcel.size,
        "city": parcel.recipient.city,
        "returnTo": parcel.return_to.as_ref().map(|one| &one.name),
        "contents": contents,
        "shipsOn": parcel.ships_on,
        "pickedUp": parcel.picked_up_at.map(|time| time.timestamp()),
        "value": parcel.declared_value,
        "labels": parcel.labels,
        "counts": parcel.counts,
        "packages": packages,
        "note": parcel.note,
        "class": parcel.class,
        "import": parcel.import,
        "hasId": parcel.id > 0,
        "isRecent": parcel.created_at.year() >= 2025,
    })
}

fn names(region: &Region) -> Value {
    json!([region.name, region.children.iter().map(names).collect::<Vec<Value>>()])
}

fn file_of(name: &str, content: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("{}-{name}", std::process::id()));
    std::fs::write(&path, content).unwrap();
    path
}

fn documents_of(pages: i64) -> Contents {
    Contents::Documents(Box::new(Documents::new(documents::Kind::Documents, pages)))
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let mut all = Map::new();
    let mut configuration = Configuration { base_path: arguments[1].clone(), ..Configuration::default() };
    let token = sign_in_api::create_token(&configuration, "password", &arguments[2], &arguments[3]).await.unwrap();
    all.insert("token".into(), json!(token.token_type));
    configuration.bearer_access_token = Some(token.access_token);

    let recipient = || Address::new("Ana".into(), "Lisboa".into(), "PT".into());
    let mut item = GoodsItemsItem::new("Cup".into(), 2);
    item.fragile = Some(true);
    let contents = Contents::Goods(Box::new(Goods::new(goods::Kind::Goods, vec![item])));
    let mut outer = Package::new("outer".into());
    outer.packages = Some(vec![Package::new("inner".into())]);
    let mut announced = ParcelInput::new("P-000123".into(), 1.5, vec![300, 200, 100], recipient(), contents);
    announced.status = Some(ParcelStatus::Minus1);
    announced.return_to = Some(Some(Box::new(Address::new("Bo".into(), "Oslo".into(), "NO".into()))));
    announced.ships_on = NaiveDate::from_ymd_opt(2026, 12, 1);
    announced.picked_up_at = Some(DateTime::parse_from_rfc3339("2026-11-30T12:00:00Z").ok());
    announced.declared_value = Some(Box::new(ParcelInputDeclaredValue::Integer(1250)));
    announced.labels = Some(HashMap::from([("zone".into(), "ü-4".into())]));
    announced.counts = Some(HashMap::from([("stamps".into(), 3)]));
    announced.packages = Some(vec![outer]);
    announced.class = Some(ParcelInputClass::Express);
    announced.import = Some(true);
    let created = parcels_api::create_parcel(&configuration, announced).await.unwrap();
    all.insert("created".into(), look(&created));
    all.insert("read".into(), look(&parcels_api::get_parcel(&configuration, created.id).await.unwrap()));

    let status = Some(ParcelStatus::Minus1);
    let page = parcels_api::list_parcels(&configuration, status, Some("P-000123"), None, None, Some(5)).await.unwrap();
    let references: Vec<&String> = page.items.iter().map(|one| &one.reference).collect();
    all.insert("listed".into(), json!({ "total": page.total, "size": page.page_size, "references": references }));

    let mut replacement = ParcelInput::new("P-000123".into(), 2.0, vec![1, 2, 3], recipient(), documents_of(12));
    replacement.status = Some(ParcelStatus::InTransit);
    replacement.declared_value = Some(Box::new(ParcelInputDeclaredValue::String("gift".into())));
    replacement.note = Some(None);
    let replaced = parcels_api::replace_parcel(&configuration, created.id, replacement).await.unwrap();
    all.insert("replaced".into(), look(&replaced));

    let nobody = Address::new("".into(), "Lisboa".into(), "PT".into());
    let wrong = ParcelInput::new("P-1".into(), 0.0, vec![1, 2, 3], nobody, documents_of(1));
    if let Err(Error::ResponseError(response)) = parcels_api::create_parcel(&configuration, wrong).await {
        if let Some(parcels_api::CreateParcelError::Status422(problem)) = response.entity {
            let errors: Vec<Value> = problem.errors.iter().flatten().map(|one| json!([one.field, one.message])).collect();
            let refused = json!({ "status": response.status.as_u16(), "title": problem.title, "errors": errors });
            all.insert("refused".into(), refused);
        }
    }

    let front = file_of("front.png", b"\x89PNG\x00\xff");
    let photo = photos_api::add_photo(&configuration, created.id, front, "The front").await.unwrap();
    all.insert("photo".into(), json!({ "caption": photo.caption, "hasId": photo.id > 0 }));
    parcels_api::put_label(&configuration, created.id, file_of("label.pdf", b"%PDF\x00\xff\n")).await.unwrap();
    let label = parcels_api::get_label(&configuration, created.id).await.unwrap().bytes().await.unwrap();
    all.insert("label".into(), json!(label.iter().map(|byte| format!("{byte:02x}")).collect::<String>()));

    all.insert("regions".into(), names(&regions_api::get_regions(&configuration).await.unwrap()));

    parcels_api::delete_parcel(&configuration, created.id).await.unwrap();
    if let Err(Error::ResponseError(response)) = parcels_api::get_parcel(&configuration, created.id).await {
        if let Some(parcels_api::GetParcelError::Status404(missing)) = response.entity {
            all.insert("missing".into(), json!({ "status": response.status.as_u16(), "title": missing.title }));
        }
    }
    println!("{}", Value::Object(all));
}
