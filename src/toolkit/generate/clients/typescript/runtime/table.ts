/** What a client knows of its contract. What is left out of an entry is what most operations have. */
export interface ContractTable {
  /** The path of the contract's server, in place of which `baseUrl` comes. */
  readonly serverPath: string;
  readonly schemes: Readonly<Record<string, SchemeEntry>>;
  /** Where tokens are issued for a name and a password. */
  readonly tokenPath?: string;
  /** Where they are replaced, if that is elsewhere. */
  readonly refreshPath?: string;
  /** Whether integers may be beyond 2^53. */
  readonly hasLongIntegers?: boolean;
  readonly operations: Readonly<Record<string, OperationEntry>>;
}

/** A security scheme: where its credentials go, under which name. */
export type SchemeEntry = readonly [place: 'bearer' | 'basic' | 'header' | 'query' | 'cookie', name?: string];

export interface OperationEntry {
  readonly method: string;
  readonly path: string;
  /** The path of its own server. */
  readonly serverPath?: string;
  /** The parameters that aren't written in the default style of their place, by `query filter`. */
  readonly styles?: Readonly<Record<string, StyleEntry>>;
  /** The media types of the request's body, the default first. */
  readonly accepts?: readonly string[];
  /** The fields of forms that aren't written by their value alone, by media type and name. */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, FieldEntry>>>>;
  /** The media types by status, `4XX` or `default`. */
  readonly responses: Readonly<Record<string, readonly string[]>>;
  /** Schemes of which one group has to be sent. */
  readonly security?: readonly (readonly string[])[];
}

/** `json`: the value is JSON, whatever it is. */
export type StyleEntry = readonly [style: string, explode?: boolean, allowReserved?: boolean];

export interface FieldEntry {
  readonly type?: string;
  readonly style?: StyleEntry;
}
