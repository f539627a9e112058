/** Signs in, and creates, reads, lists, changes and deletes a webhook; prints what it saw. */
import { createClient, signIn, unwrap } from 'webhooks-client';

const [baseUrl = '', username = '', password = ''] = process.argv.slice(2);
const client = createClient({ baseUrl });
const token = await unwrap(client.createToken({ body: { grant_type: 'password', username, password } }));
await signIn(client, { username, password });

const created = await unwrap(
  client.createWebHook({
    body: { BusinessId: 7, Name: 'From a client', Action: 6, URL: 'https://example.com/hook', Description: 'D' },
  }),
);
const id = created.Value.Id;

async function read() {
  const record = await unwrap(client.getWebHook({ path: { id } }));
  return {
    business: record.BusinessId,
    name: record.Name,
    action: record.Action,
    url: record.URL,
    description: record.Description,
    active: record.Active,
    lastError: record.LastError,
    isRecent: Number(record.CreatedOn.slice(0, 4)) >= 2025,
  };
}

const first = await read();
const listed = await unwrap(client.listWebHooks({ query: { WebHook_Name: 'from a CLIENT', size: 5 } }));
await unwrap(
  client.updateWebHook({
    body: { Id: id, BusinessId: 7, Name: 'Renamed', Action: 8, URL: 'https://example.com/other', Active: false },
  }),
);
const updated = await read();
const wrong = await client.createWebHook({ body: { BusinessId: 0, Name: '', Action: 6, URL: 'ftp://example.com' } });
const refused = wrong.status === 400 && {
  status: wrong.status,
  errors: wrong.body.Errors.map((one) => [one.PropertyName, one.Message, one.AttemptedValue]),
};
const deleted = await unwrap(client.deleteWebHook({ path: { id } }));
const missing = await client.getWebHook({ path: { id } });

console.log(
  JSON.stringify({
    token: token.token_type,
    created: { ok: created.WasSuccessful, message: created.Message, hasId: id > 0, errors: created.Errors },
    read: first,
    listed: { total: listed.TotalItems, size: listed.CurrentPageSize, names: listed.Records.map((one) => one.Name) },
    updated,
    refused,
    deleted: deleted.Message,
    missing: missing.status === 404 && { status: missing.status, body: missing.body },
  }),
);
