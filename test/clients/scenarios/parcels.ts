/** Signs in, and announces, reads, lists, replaces and deletes a parcel; prints what it saw. */
import { type components, createClient, signIn, unwrap } from 'parcels-client';

type Parcel = components['schemas']['Parcel'];
type Region = components['schemas']['Region'];

const [baseUrl = '', username = '', password = ''] = process.argv.slice(2);
const client = createClient({ baseUrl });
const token = await unwrap(client.createToken({ body: { grant_type: 'password', username, password } }));
await signIn(client, { username, password });

function look(parcel: Parcel) {
  const { contents } = parcel;
  return {
    reference: parcel.reference,
    status: parcel.status,
    weight: parcel.weight,
    size: parcel.size,
    city: parcel.recipient.city,
    returnTo: parcel.returnTo?.name ?? null,
    contents:
      contents.kind === 'goods' ? contents.items.map((one) => [one.title, one.quantity, one.fragile]) : contents.pages,
    shipsOn: parcel.shipsOn ?? null,
    pickedUp: parcel.pickedUpAt ? Date.parse(parcel.pickedUpAt) / 1000 : null,
    value: parcel.declaredValue ?? null,
    labels: parcel.labels ?? null,
    counts: parcel.counts ?? null,
    packages: (parcel.packages ?? []).map((one) => [one.name, (one.packages ?? []).map(({ name }) => name)]),
    note: parcel.note ?? null,
    class: parcel.class,
    import: parcel.import ?? null,
    hasId: parcel.id > 0,
    isRecent: Number(parcel.createdAt.slice(0, 4)) >= 2025,
  };
}

const names = (region: Region): unknown[] => [region.name, region.children.map(names)];
const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const recipient = { name: 'Ana', city: 'Lisboa', country: 'PT' };
const created = await unwrap(
  client.createParcel({
    body: {
      reference: 'P-000123',
      status: '-1',
      weight: 1.5,
      size: [300, 200, 100],
      recipient,
      returnTo: { name: 'Bo', city: 'Oslo', country: 'NO' },
      contents: { kind: 'goods', items: [{ title: 'Cup', quantity: 2, fragile: true }] },
      shipsOn: '2026-12-01',
      pickedUpAt: '2026-11-30T12:00:00Z',
      declaredValue: 1250,
      labels: { zone: 'ü-4' },
      counts: { stamps: 3 },
      packages: [{ name: 'outer', packages: [{ name: 'inner' }] }],
      class: 'express',
      import: true,
    },
  }),
);
const path = { parcelId: Number(created.id) };
const read = await unwrap(client.getParcel({ path }));
const page = await unwrap(client.listParcels({ query: { status: '-1', reference: 'P-000123', page_size: 5 } }));
const replaced = await unwrap(
  client.replaceParcel({
    path,
    body: {
      reference: 'P-000123',
      status: 'in-transit',
      weight: 2,
      size: [1, 2, 3],
      recipient,
      contents: { kind: 'documents', pages: 12 },
      declaredValue: 'gift',
      note: null,
    },
  }),
);
const wrong = await client.createParcel({
  body: {
    reference: 'P-1',
    weight: 0,
    size: [1, 2, 3],
    recipient: { ...recipient, name: '' },
    contents: { kind: 'documents', pages: 1 },
  },
});
const refused = wrong.status === 422 && {
  status: wrong.status,
  title: wrong.body.title,
  errors: (wrong.body.errors ?? []).map((one) => [one.field, one.message]),
};
const front = new File([bytes('\x89PNG\0\xff')], 'front.png');
const photo = await unwrap(client.addPhoto({ path, body: { file: front, caption: 'The front' } }));
await unwrap(client.putLabel({ path, body: bytes('%PDF\0\xff\n') }));
const label = new Uint8Array(await (await unwrap(client.getLabel({ path }))).arrayBuffer());
const regions = await unwrap(client.getRegions());
await unwrap(client.deleteParcel({ path }));
const missing = await client.getParcel({ path });

console.log(
  JSON.stringify({
    token: token.token_type,
    created: look(created),
    read: look(read),
    listed: { total: page.total, size: page.pageSize, references: page.items.map((one) => one.reference) },
    replaced: look(replaced),
    refused,
    photo: { caption: photo.caption, hasId: photo.id > 0 },
    label: [...label].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    regions: names(regions),
    missing: missing.status === 404 && { status: missing.status, title: missing.body.title },
  }),
);
