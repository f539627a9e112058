// Signs in, and creates, reads, lists, changes and deletes a webhook; prints what it saw.

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import webhooksclient.ApiClient;
import webhooksclient.ApiException;
import webhooksclient.api.TokensApi;
import webhooksclient.api.WebHooksApi;
import webhooksclient.model.*;

public class Webhooks {
  static Map<String, Object> read(WebHooksApi api, Long id) throws ApiException {
    WebHook record = api.getWebHook(id);
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("business", record.getBusinessId());
    seen.put("name", record.getName());
    seen.put("action", record.getAction().getValue());
    seen.put("url", record.getURL());
    seen.put("description", record.getDescription());
    seen.put("active", record.getActive());
    seen.put("lastError", record.getLastError());
    seen.put("isRecent", record.getCreatedOn().getYear() >= 2025);
    return seen;
  }

  public static void main(String[] args) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>();
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    Token token = new TokensApi(client).createToken(TokenRequestGrantType.PASSWORD, args[1], args[2], null);
    all.put("token", token.getTokenType().getValue());
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token.getAccessToken()));
    WebHooksApi api = new WebHooksApi(client);

    ActionResult created =
        api.createWebHook(
            new WebHookCreate()
                .businessId(7L)
                .name("From a client")
                .action(EWebhookAction.BOOKING_CREATE)
                .URL("https://example.com/hook")
                .description("D"));
    Long id = created.getValue().getId();
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("ok", created.getWasSuccessful());
    seen.put("message", created.getMessage());
    seen.put("hasId", id > 0);
    seen.put("errors", created.getErrors());
    all.put("created", seen);
    all.put("read", read(api, id));

    WebHookList listed =
        api.listWebHooks(
            null, 5L, null, null, null, "from a CLIENT", null, null, null, null, null, null, null, null, null, null, null, null,
            null, null, null);
    List<String> names = new ArrayList<>();
    for (WebHookListItem one : listed.getRecords()) names.add(one.getName());
    all.put("listed", Map.of("total", listed.getTotalItems(), "size", listed.getCurrentPageSize(), "names", names));

    api.updateWebHook(
        new WebHookUpdate()
            .id(id)
            .businessId(7L)
            .name("Renamed")
            .action(EWebhookAction.BOOKING_DELETE)
            .URL("https://example.com/other")
            .active(false));
    all.put("updated", read(api, id));

    ObjectMapper json = client.getObjectMapper();
    try {
      api.createWebHook(
          new WebHookCreate().businessId(0L).name("").action(EWebhookAction.BOOKING_CREATE).URL("ftp://example.com"));
    } catch (ApiException error) {
      ValidationFailure failure = json.readValue(error.getResponseBody(), ValidationFailure.class);
      List<Object> errors = new ArrayList<>();
      for (ValidationError one : failure.getErrors())
        errors.add(Arrays.asList(one.getPropertyName(), one.getMessage(), one.getAttemptedValue()));
      all.put("refused", Map.of("status", error.getCode(), "errors", errors));
    }

    all.put("deleted", api.deleteWebHook(id).getMessage());
    try {
      api.getWebHook(id);
    } catch (ApiException error) {
      all.put("missing", Map.of("status", error.getCode(), "body", json.readValue(error.getResponseBody(), String.class)));
    }
    System.out.println(new ObjectMapper().writeValueAsString(all));
  }
}
