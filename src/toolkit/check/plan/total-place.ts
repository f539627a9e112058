import { joinPointer, pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { totalNames } from '../../contract/resource/list-parameters.ts';
import type { ListPlace, OperationSchemas } from '../../contract/resource/record-shape.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { DeclaredHeader } from '../../contract/response/declared-header.ts';
import { propertyNames, schemasAlong, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';

/** Where the responses of a list have the number of all records. */
export interface TotalPlace {
  /** Into the body; undefined if it is a header. */
  readonly bodyPointer: string | undefined;
  /** In lower case; undefined if it is in the body. */
  readonly header: string | undefined;
  /** What the contract calls it: `total`, `X-Total-Count`. */
  readonly name: string;
  /** To its schema. */
  readonly pointer: string;
  /** Whether it counts the records that the query asks for: no estimate, and nothing that a filter leaves unchanged. */
  readonly isExact: boolean;
}

/** Objects that say something about a list. Elsewhere a `total` may be a sum of money. */
const aboutLists = new Set([
  'meta',
  'metadata',
  'page',
  'pageinfo',
  'paging',
  'pagination',
  'paginginfo',
  'pagemeta',
  'resultset',
  'info',
]);
const headerNames = new Set(['xtotalcount', 'xtotal', 'totalcount', 'xpaginationtotal', 'xpaginationtotalcount']);
const inexact =
  /estimat|approx|roughly|\babout\b|at least|up to|capped|unfiltered|regardless|without (any |the )?filter|in the (whole|entire)|overall/i;

/** The place of the total: beside the records, in an object that describes the page, or in a header. */
export function findTotal(
  list: OperationSchemas,
  place: Pick<ListPlace, 'schemaPointer' | 'bodyPointer'>,
  headers: readonly DeclaredHeader[],
): TotalPlace | undefined {
  const { document } = list.instances;
  const root = valueAt(document, place.schemaPointer);
  const top = place.bodyPointer === '' ? [] : schemasAlong(document, root, []);
  const names = propertyNames(top);
  const paths = [
    [],
    pointerTokens(place.bodyPointer).slice(0, -1),
    ...names
      .filter((name) => aboutLists.has(normalizeName(name)))
      .flatMap((name) => [
        [name],
        ...propertyNames(schemasAlong(document, root, [name])).flatMap((inner) =>
          aboutLists.has(normalizeName(inner)) ? [[name, inner]] : [],
        ),
      ]),
  ];
  for (const path of place.bodyPointer === '' ? [] : paths) {
    const owners = schemasAlong(document, root, path);
    const beside = propertyNames(owners);
    const name = beside.find((one) => totalNames.has(normalizeName(one))) ?? countOfAll(beside);
    const owner = owners.find(({ properties = {} }) => name !== undefined && Object.hasOwn(properties, name));
    const ownerPointer = owner && pointerTo(document, owner);
    if (name === undefined || ownerPointer === undefined) continue;
    const own = schemasInPlace(document, ...schemasAt(owners, name));
    const texts = own.map(({ description }) => String(description ?? '')).join(' ');
    const isCount = own.some(({ type }) => [type].flat().includes('integer'));
    const isOfSome = beside.some((other) => /filtered|matched|matching|estimated|relation/i.test(other));
    return {
      bodyPointer: joinPointer('', ...path, name),
      header: undefined,
      name,
      pointer: joinPointer(ownerPointer, 'properties', name),
      isExact: isCount && !isOfSome && !inexact.test(texts),
    };
  }
  const header = headers.find(({ name }) => headerNames.has(normalizeName(name)));
  if (!header) return undefined;
  const { name, pointer } = header;
  const { description = '' } = (valueAt(document, pointer) ?? {}) as { description?: unknown };
  return {
    bodyPointer: undefined,
    header: name.toLowerCase(),
    name,
    pointer,
    isExact: !inexact.test(String(description)),
  };
}

/** `count` may be that of a page; beside `next`, `previous` and `results` it is Django's, of all records. */
function countOfAll(names: readonly string[]): string | undefined {
  const isDjango = ['count', 'next', 'previous', 'results'].every((name) => names.includes(name));
  return isDjango ? 'count' : undefined;
}
