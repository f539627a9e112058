// Signs in, and creates, reads, lists, changes and deletes a webhook; prints what it saw.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	wh "webhooks-client"
)

type seen = map[string]any

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func read(ctx context.Context, client *wh.APIClient, id int64) seen {
	record, _, err := client.WebHooksAPI.GetWebHook(ctx, id).Execute()
	must(err)
	return seen{
		"business":    record.BusinessId,
		"name":        record.Name,
		"action":      int(record.Action),
		"url":         record.URL,
		"description": record.Description.Get(),
		"active":      record.Active,
		"lastError":   record.LastError.Get(),
		"isRecent":    record.CreatedOn.Year() >= 2025,
	}
}

func main() {
	url, user, password := os.Args[1], os.Args[2], os.Args[3]
	all := seen{}
	configuration := wh.NewConfiguration()
	configuration.Servers = wh.ServerConfigurations{{URL: url}}
	client := wh.NewAPIClient(configuration)
	token, _, err := client.TokensAPI.CreateToken(context.Background()).
		GrantType(wh.TOKENREQUESTGRANTTYPE_PASSWORD).Username(user).Password(password).Execute()
	must(err)
	all["token"] = token.TokenType
	ctx := context.WithValue(context.Background(), wh.ContextAccessToken, token.AccessToken)

	create := wh.NewWebHookCreate(7, "From a client", wh.EWEBHOOKACTION_BOOKING_CREATE, "https://example.com/hook")
	create.SetDescription("D")
	created, _, err := client.WebHooksAPI.CreateWebHook(ctx).WebHookCreate(*create).Execute()
	must(err)
	id := created.Value.Id
	all["created"] = seen{"ok": created.WasSuccessful, "message": created.Message, "hasId": id > 0, "errors": created.Errors}
	all["read"] = read(ctx, client, id)

	listed, _, err := client.WebHooksAPI.ListWebHooks(ctx).WebHookName("from a CLIENT").Size(5).Execute()
	must(err)
	names := []string{}
	for _, one := range listed.Records {
		names = append(names, one.Name)
	}
	all["listed"] = seen{"total": listed.TotalItems, "size": listed.CurrentPageSize, "names": names}

	update := wh.NewWebHookUpdate(id, 7, "Renamed", wh.EWEBHOOKACTION_BOOKING_DELETE, "https://example.com/other")
	update.SetActive(false)
	_, _, err = client.WebHooksAPI.UpdateWebHook(ctx).WebHookUpdate(*update).Execute()
	must(err)
	all["updated"] = read(ctx, client, id)

	wrong := wh.NewWebHookCreate(0, "", wh.EWEBHOOKACTION_BOOKING_CREATE, "ftp://example.com")
	_, response, err := client.WebHooksAPI.CreateWebHook(ctx).WebHookCreate(*wrong).Execute()
	var refused *wh.GenericOpenAPIError
	if errors.As(err, &refused) {
		failure := refused.Model().(wh.ValidationFailure)
		found := [][]any{}
		for _, one := range failure.Errors {
			found = append(found, []any{one.PropertyName, one.Message, one.AttemptedValue})
		}
		all["refused"] = seen{"status": response.StatusCode, "errors": found}
	}

	deleted, _, err := client.WebHooksAPI.DeleteWebHook(ctx, id).Execute()
	must(err)
	all["deleted"] = deleted.Message
	_, response, err = client.WebHooksAPI.GetWebHook(ctx, id).Execute()
	var missing *wh.GenericOpenAPIError
	if errors.As(err, &missing) {
		all["missing"] = seen{"status": response.StatusCode, "body": missing.Model()}
	}
	text, err := json.Marshal(all)
	must(err)
	fmt.Println(string(text))
}
