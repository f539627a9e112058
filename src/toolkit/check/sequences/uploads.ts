import { essenceOf, isJson } from '../../contract/document/media-type.ts';
import type { ResponseObject } from '../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../contract/document/operations.ts';
import { recordPathOf } from '../../contract/resource/resources.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import { shapeOf } from '../plan/path-shape.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { placeId } from '../run/place-id.ts';
import type { Session } from '../run/session.ts';
import { makeFile } from './file-content.ts';

/** An upload, and the GET that downloads what it has sent. */
interface Transfer {
  readonly upload: TestedOperation;
  readonly download: TestedOperation;
}

/** Uploads files, and downloads them again: their bytes are what they were. */
export async function runUploads(session: Session): Promise<void> {
  for (const operation of session.parts.plan.operations) {
    const transfer = ['put', 'post'].includes(operation.method) ? transferOf(session, operation) : undefined;
    if (transfer && !session.isOver) await runTransfer(session, transfer);
  }
}

function transferOf({ parts: { plan } }: Session, operation: Operation): Transfer | undefined {
  const upload = plan.tested(operation);
  if (!upload.base || !isFile(upload.maker.body?.mediaType)) return undefined;
  const { part } = upload;
  const record = part?.action === 'create' ? shapeOf(recordPathOf(part.resource)) : undefined;
  if (operation.method === 'post' && record === undefined) return undefined;
  const isDownload = ({ method, path }: Operation) => {
    const shape = shapeOf(path);
    return (
      method === 'get' && (shape === (record ?? shapeOf(operation.path)) || (record && isContentOf(shape, record)))
    );
  };
  const found = plan.operations.filter((other) => isDownload(other) && sendsFile(plan.tested(other)));
  const [only, ...others] = found;
  return only && others.length === 0 ? { upload, download: plan.tested(only) } : undefined;
}

/** `/files/{id}/content`, and not `/files/{id}/thumbnail`. */
function isContentOf(shape: string, record: string): boolean {
  return (
    shape.startsWith(`${record}/`) &&
    /^(content|contents|data|download|raw|file|binary|blob|bytes|body|media|original)$/i.test(
      shape.slice(record.length + 1),
    )
  );
}

function isFile(mediaType: string | undefined): mediaType is string {
  const essence = essenceOf(mediaType ?? '');
  return essence !== '' && !isJson(essence) && !/^text\/|[/+]xml$|urlencoded|^multipart\/|\*/.test(essence);
}

function sendsFile({ excerpt: { document }, operation }: TestedOperation): boolean {
  return Object.entries(operation.node.responses ?? {}).some(([status, written]) => {
    const { content = {} } = resolveReference<ResponseObject>(document, written);
    const types = Object.keys(content);
    return (
      status.startsWith('2') && types.length > 0 && types.every((type) => isFile(type) || essenceOf(type) === '*/*')
    );
  });
}

/** What came of an upload. */
interface Transferred {
  readonly sent: Uint8Array;
  readonly uploaded: Exchange;
  readonly downloaded: Exchange;
}

async function runTransfer(session: Session, transfer: Transfer): Promise<void> {
  const { upload, download } = transfer;
  const first = await transferFile(session, transfer, 0);
  if (!first || faultOf(first, upload) === undefined) return;
  // A server that keeps nothing sends the same each time, and a fault occurs twice.
  const second = await transferFile(session, transfer, 1);
  if (!second) return;
  const fault = faultOf(second, upload);
  if (second.downloaded.received.bytes.equals(first.downloaded.received.bytes)) {
    session.coverage.skip(second.downloaded, 'a download is the same, whatever was uploaded');
    return;
  }
  if (fault === undefined) return;
  const message = `responds with ${fault} of the ${second.sent.length} bytes that were uploaded`;
  session.report('not-read-back', message, download.operation.pointer, second.downloaded, [second.uploaded]);
}

async function transferFile(
  session: Session,
  { upload, download }: Transfer,
  serial: number,
): Promise<Transferred | undefined> {
  const { mediaType = '' } = upload.maker.body ?? {};
  const record = await recordFor(session, upload);
  if (record === null) return undefined;
  const testCase = caseFor(upload, record, 'uploads a file');
  let last: Exchange | undefined;
  for (const size of [70_000, 600]) {
    const sent = makeFile(essenceOf(mediaType), size, serial);
    const change: Case['change'] = (request) => ({ ...request, body: sent });
    const uploaded = (await session.execute({ ...testCase, change }))?.exchange;
    last = uploaded ?? last;
    if (!uploaded || uploaded.received.status >= 300) continue;
    const target = upload.part?.action === 'create' ? await createdBy(session, uploaded) : record;
    const downloaded =
      target === null ? undefined : await session.execute(caseFor(download, target, 'downloads what was uploaded'));
    const exchange = downloaded?.exchange;
    if (exchange?.received.status !== 200) return undefined;
    return { sent, uploaded, downloaded: exchange };
  }
  if (last) session.coverage.skip(last, `${last.received.status}: an upload of made-up bytes is refused`);
  return undefined;
}

/** The record in the path of an upload; undefined if there is none in it, and null if none can be made. */
async function recordFor(
  session: Session,
  { part, parent, operation, pathParameters }: TestedOperation,
): Promise<TestRecord | undefined | null> {
  if (pathParameters.length === 0) return undefined;
  const resource =
    part?.action === 'create' ? session.parts.plan.parentOf({ path: operation.path }) : (part?.resource ?? parent);
  return (resource && (await session.records.fresh(resource))) ?? null;
}

async function createdBy({ records }: Session, uploaded: Exchange): Promise<TestRecord | null> {
  return records.noteCreated(uploaded, true) ?? (await records.awaitPromised(uploaded)) ?? null;
}

function caseFor(operation: TestedOperation, record: TestRecord | undefined, title: string): Case {
  const base = operation.base as NonNullable<TestedOperation['base']>;
  return {
    operation,
    title,
    expectation: { kind: 'any' },
    pointer: operation.operation.pointer,
    parts: record ? placeId(operation, base, record).parts : base,
    isFilled: true,
    record,
  };
}

/** What is wrong with a download; undefined if nothing is, or it may have been made another file on purpose. */
function faultOf({ sent, downloaded: { received } }: Transferred, { maker }: TestedOperation): string | undefined {
  const { bytes } = received;
  const wanted = Buffer.from(sent);
  if (bytes.equals(wanted)) return undefined;
  if (bytes.length < wanted.length && wanted.subarray(0, bytes.length).equals(bytes))
    return `the first ${bytes.length}`;
  const asText = [Buffer.from(wanted.toString('utf8')), Buffer.from(wanted.toString('latin1'))];
  if (asText.some((text) => bytes.equals(text))) return 'what becomes of them as text,';
  if (bytes.equals(Buffer.from(wanted.toString('base64')))) return 'the Base64';
  // Images are made smaller, and recordings are made others.
  const types = [maker.body?.mediaType ?? '', [received.headers['content-type']].flat()[0] ?? ''].map(essenceOf);
  const isOpaque = types[0] === types[1] && /octet-stream|zip|pdf|tar|msgpack|protobuf/.test(types[0] ?? '');
  return isOpaque ? `${bytes.length} bytes that are others in place` : undefined;
}
