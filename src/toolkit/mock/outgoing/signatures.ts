import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { joinPointer } from '../../contract/document/json-pointer.ts';
import type { ParameterObject } from '../../contract/document/openapi.ts';
import type { Operation } from '../../contract/document/operations.ts';
import {
  signatureAlgorithms,
  signatureEncodings,
  signatureSchemeOf,
} from '../../contract/document/signature-scheme.ts';
import { signWebhook } from '../../http/index.ts';
import type { Instances } from '../../instances/index.ts';

/** What is signed, and with which secrets. */
export interface Signed {
  readonly id: string;
  readonly timestamp: Date;
  readonly body: Buffer;
  readonly keys: Keys;
}

/** The Standard Webhooks specification allows several signatures, headers with `x-signature` have one. */
export interface Keys {
  readonly standard: readonly string[];
  readonly own: string | undefined;
}

/** How the requests of one webhook are identified and signed. */
export interface Signing {
  /** Parameters that are filled in here, rather than from examples. */
  readonly parameters: ReadonlySet<ParameterObject>;
  /** Whether secrets sign in `webhook-signature`. */
  readonly isStandard: boolean;
  createId(): string;
  /** The headers; those with a signature are apart, and only there if there is a secret. */
  sign(signed: Signed): Record<'identifying' | 'signatures', Record<string, string>>;
}

/** A secret that no receiver has. */
export function createUnknownSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/**
 * Finds out how a webhook is signed: by the headers of the Standard Webhooks specification, by headers with `x-signature`, or
 * by both, as the contract declares it. If it declares neither, a secret signs by the specification: none is ignored.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function findSigning({ parameters, pointer }: Operation, instances: Instances): Signing {
  const declared = parameters.filter((parameter) => parameter.in === 'header');
  const schemes = declared.flatMap((parameter) => {
    const scheme = signatureSchemeOf(parameter);
    return scheme ? [{ parameter, scheme }] : [];
  });
  const find = (name: string) =>
    declared.find((parameter) => parameter.name.toLowerCase() === name && signatureSchemeOf(parameter) === undefined);
  /** Whether the contract, if it declares a header, allows this value: `webhook-id` may be something else there. */
  const allows = (name: string, value: string | number) => {
    const parameter = find(name);
    if (parameter?.schema === undefined) return true;
    const schema = joinPointer(pointer, 'parameters', parameters.indexOf(parameter), 'schema');
    return instances.validator.validate(value, schema).length === 0;
  };
  const createId = () => {
    const uuid = randomUUID();
    const ids = [uuid, `msg_${uuid.replaceAll('-', '')}`];
    return ids.find((id) => allows('webhook-id', id));
  };
  const now = Math.floor(Date.now() / 1000);
  const isFilled: Record<StandardName, boolean> = {
    'webhook-id': createId() !== undefined,
    'webhook-timestamp': allows('webhook-timestamp', now) || allows('webhook-timestamp', String(now)),
    'webhook-signature': true,
  };
  const filled = standardNames.flatMap((name) => (isFilled[name] ? (find(name) ?? []) : []));
  const isStandard = find('webhook-signature') !== undefined || schemes.length === 0;
  return {
    parameters: new Set([...filled, ...schemes.map(({ parameter }) => parameter)]),
    isStandard,
    createId: () => createId() ?? randomUUID(),
    sign({ id, timestamp, body, keys }) {
      const identifying: Record<string, string> = {};
      const signatures: Record<string, string> = {};
      const secrets = isStandard ? keys.standard : [];
      const headers = signWebhook({ id, timestamp, body, secrets });
      for (const name of standardNames) {
        const parameter = find(name);
        const value = headers[name];
        const target = name === 'webhook-signature' ? signatures : identifying;
        const isSent = secrets.length > 0 || (parameter && filled.includes(parameter));
        if (value !== undefined && isSent) target[parameter?.name ?? name] = value;
      }
      for (const { parameter, scheme } of keys.own === undefined ? [] : schemes) {
        const hmac = createHmac(signatureAlgorithms[scheme.algorithm], keys.own as string).update(body);
        signatures[parameter.name] = `${scheme.prefix ?? ''}${signatureEncodings[scheme.encoding](hmac.digest())}`;
      }
      return { identifying, signatures };
    },
  };
}

const standardNames = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

type StandardName = (typeof standardNames)[number];
