"""Signs in, and creates, reads, lists, changes and deletes a webhook; prints what it saw."""

import json
import sys
from typing import Any

import webhooks_client as wh
from webhooks_client.models import EWebhookAction, TokenRequestGrantType

url, user, password = sys.argv[1:4]
seen: dict[str, Any] = {}

with wh.ApiClient(wh.Configuration(host=url)) as anonymous:
    token = wh.TokensApi(anonymous).create_token(TokenRequestGrantType.PASSWORD, username=user, password=password)
    seen["token"] = token.token_type

with wh.ApiClient(wh.Configuration(host=url, access_token=token.access_token)) as client:
    api = wh.WebHooksApi(client)
    create = wh.WebHookCreate(
        BusinessId=7, Name="From a client", Action=EWebhookAction.BOOKING_CREATE, URL="https://example.com/hook", Description="D"
    )
    created = api.create_web_hook(create)
    id = created.value.id
    seen["created"] = {"ok": created.was_successful, "message": created.message, "hasId": id > 0, "errors": created.errors}

    def read() -> dict[str, Any]:
        record = api.get_web_hook(id)
        return {
            "business": record.business_id,
            "name": record.name,
            "action": record.action.value,
            "url": record.url,
            "description": record.description,
            "active": record.active,
            "lastError": record.last_error,
            "isRecent": record.created_on.year >= 2025,
        }

    seen["read"] = read()
    listed = api.list_web_hooks(web_hook_name="from a CLIENT", size=5)
    seen["listed"] = {"total": listed.total_items, "size": listed.current_page_size, "names": [one.name for one in listed.records]}

    api.update_web_hook(
        wh.WebHookUpdate(
            Id=id,
            BusinessId=7,
            Name="Renamed",
            Action=EWebhookAction.BOOKING_DELETE,
            URL="https://example.com/other",
            Active=False,
        )
    )
    seen["updated"] = read()

    try:
        # The client would refuse these itself.
        api.create_web_hook(
            wh.WebHookCreate.model_construct(business_id=0, name="", action=EWebhookAction.BOOKING_CREATE, url="ftp://example.com")
        )
    except wh.ApiException as error:
        failure = error.data
        assert isinstance(failure, wh.ValidationFailure)
        seen["refused"] = {
            "status": error.status,
            "errors": [[one.property_name, one.message, one.attempted_value] for one in failure.errors],
        }

    seen["deleted"] = api.delete_web_hook(id).message
    try:
        api.get_web_hook(id)
    except wh.ApiException as error:
        seen["missing"] = {"status": error.status, "body": error.data}

print(json.dumps(seen))
