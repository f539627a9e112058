import { pointerTokens } from '../../contract/document/json-pointer.ts';
import { quoteArgument } from '../../encoding/shell.ts';
import type { MadeRequest } from '../../instances/index.ts';
import type { Secrets } from '../http/secrets.ts';
import type { CreatedRecord } from './evidence.ts';
import { toCurl } from './shown-exchange.ts';

/** A request of a sequence. */
export interface CommandStep {
  readonly request: MadeRequest;
  readonly created: CreatedRecord | undefined;
}

/**
 * Commands for one POSIX shell that repeat a sequence of requests. The id of each record that is made is taken into a variable,
 * and sent by the commands after it. Reading it from a body needs `node`; from `Location`, `sed`.
 */
export function toCommands(url: string, steps: readonly CommandStep[], secrets: Secrets): string[] {
  const ids = new Map<string, string>();
  return steps.map(({ request, created }, index) => {
    const id = created && String(created.id);
    if (!created || id === undefined || index === steps.length - 1) return toCurl(url, request, secrets, ids);
    const command = readId(url, request, created, secrets, ids);
    const variable = ids.size === 0 ? 'ID' : `ID${ids.size + 1}`;
    ids.set(id, `$${variable}`);
    return `${variable}=$(${command}); echo "${variable}=$${variable}"`;
  });
}

function readId(
  url: string,
  request: MadeRequest,
  { id, bodyPointer }: CreatedRecord,
  secrets: Secrets,
  ids: ReadonlyMap<string, string>,
): string {
  if (bodyPointer === undefined)
    return `${toCurl(url, request, secrets, ids, '-sD - -o /dev/null')} | sed -n 's/[?#].*//;s/\\r$//;s|/*$||;s|^[Ll]ocation:.*/||p'`;
  const path = pointerTokens(bodyPointer)
    .map((token) => `[${JSON.stringify(token)}]`)
    .join('');
  // As it is written: JavaScript would round an integer beyond 2^53.
  const text = `JSON.parse(fs.readFileSync(0),(k,v,c)=>typeof v=="number"&&c?c.source:v)${path}`;
  const isPlain = encodeURIComponent(String(id)) === String(id);
  const script = isPlain ? text : `encodeURIComponent(${text})`;
  return `${toCurl(url, request, secrets, ids, '-s')} | node -p ${quoteArgument(script)}`;
}
