"""Signs in, and announces, reads, lists, replaces and deletes a parcel; prints what it saw."""

import json
import sys
from datetime import date, datetime, timezone
from typing import Any

import parcels_client as pc
from parcels_client.models import (
    Address,
    Contents,
    Documents,
    Goods,
    GoodsItemsItem,
    Package,
    Parcel,
    ParcelInput,
    ParcelInputClass,
    ParcelInputDeclaredValue,
    ParcelStatus,
    Problem,
    Region,
)

url, user, password = sys.argv[1:4]
seen: dict[str, Any] = {}

with pc.ApiClient(pc.Configuration(host=url)) as anonymous:
    token = pc.SignInApi(anonymous).create_token("password", user, password)
    seen["token"] = token.token_type

with pc.ApiClient(pc.Configuration(host=url, access_token=token.access_token)) as client:
    api = pc.ParcelsApi(client)
    recipient = Address(name="Ana", city="Lisboa", country="PT")

    def look(parcel: Parcel) -> dict[str, Any]:
        contents = parcel.contents.actual_instance
        return {
            "reference": parcel.reference,
            "status": parcel.status.value if parcel.status is not None else None,
            "weight": parcel.weight,
            "size": parcel.size,
            "city": parcel.recipient.city,
            "returnTo": parcel.return_to.name if parcel.return_to is not None else None,
            "contents": [[one.title, one.quantity, one.fragile] for one in contents.items]
            if isinstance(contents, Goods)
            else contents.pages
            if isinstance(contents, Documents)
            else None,
            "shipsOn": parcel.ships_on.isoformat() if parcel.ships_on is not None else None,
            "pickedUp": int(parcel.picked_up_at.timestamp()) if parcel.picked_up_at is not None else None,
            "value": parcel.declared_value.actual_instance if parcel.declared_value is not None else None,
            "labels": parcel.labels,
            "counts": parcel.counts,
            "packages": [[one.name, [inner.name for inner in one.packages or []]] for one in parcel.packages or []],
            "note": parcel.note,
            "class": parcel.var_class.value if parcel.var_class is not None else None,
            "import": parcel.var_import,
            "hasId": parcel.id > 0,
            "isRecent": parcel.created_at.year >= 2025,
        }

    # A name that Python has for itself is no keyword argument.
    announced = ParcelInput.model_validate({"class": ParcelInputClass.EXPRESS, "import": True} | dict(
            reference="P-000123",
            status=ParcelStatus.MINUS_1,
            weight=1.5,
            size=[300, 200, 100],
            recipient=recipient,
            returnTo=Address(name="Bo", city="Oslo", country="NO"),
            contents=Contents(Goods(kind="goods", items=[GoodsItemsItem(title="Cup", quantity=2, fragile=True)])),
            shipsOn=date(2026, 12, 1),
            pickedUpAt=datetime(2026, 11, 30, 12, 0, 0, tzinfo=timezone.utc),
            declaredValue=ParcelInputDeclaredValue(1250),
            labels={"zone": "ü-4"},
            counts={"stamps": 3},
            packages=[Package(name="outer", packages=[Package(name="inner")])],
        )
    )
    created = api.create_parcel(announced)
    seen["created"] = look(created)
    seen["read"] = look(api.get_parcel(created.id))
    page = api.list_parcels(status=ParcelStatus.MINUS_1, reference="P-000123", page_size=5)
    seen["listed"] = {"total": page.total, "size": page.page_size, "references": [one.reference for one in page.items]}

    replaced = api.replace_parcel(
        created.id,
        ParcelInput(
            reference="P-000123",
            status=ParcelStatus.IN_TRANSIT,
            weight=2,
            size=[1, 2, 3],
            recipient=recipient,
            contents=Contents(Documents(kind="documents", pages=12)),
            declaredValue=ParcelInputDeclaredValue("gift"),
            note=None,
        ),
    )
    seen["replaced"] = look(replaced)

    try:
        # The client would refuse these itself.
        api.create_parcel(
            ParcelInput.model_construct(
                reference="P-1",
                weight=0.0,
                size=[1, 2, 3],
                recipient=Address.model_construct(name="", city="Lisboa", country="PT"),
                contents=Contents(Documents(kind="documents", pages=1)),
            )
        )
    except pc.ApiException as error:
        problem = error.data
        assert isinstance(problem, Problem)
        seen["refused"] = {
            "status": error.status,
            "title": problem.title,
            "errors": [[one.var_field, one.message] for one in problem.errors or []],
        }

    photo = pc.PhotosApi(client).add_photo(created.id, ("front.png", b"\x89PNG\x00\xff"), "The front")
    seen["photo"] = {"caption": photo.caption, "hasId": photo.id > 0}
    api.put_label(created.id, b"%PDF\x00\xff\n")
    seen["label"] = api.get_label(created.id).hex()

    def names(region: Region) -> list[Any]:
        return [region.name, [names(one) for one in region.children]]

    seen["regions"] = names(pc.RegionsApi(client).get_regions())

    api.delete_parcel(created.id)
    try:
        api.get_parcel(created.id)
    except pc.ApiException as error:
        missing = error.data
        assert isinstance(missing, Problem)
        seen["missing"] = {"status": error.status, "title": missing.title}

print(json.dumps(seen))
