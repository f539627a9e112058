/** What a body is validated by: a key of `responses`, one of its media types, and the pointer to the response. */
export interface BodyPlace {
  readonly status: string;
  readonly mediaType: string;
  readonly pointer: string;
}

export interface BodyViolation {
  readonly instancePath: string;
  readonly message: string;
  readonly keyword?: string;
  /** The keyword's own, as Ajv names them. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** To the schema that has the keyword, if it is known. */
  readonly schemaPointer?: string | undefined;
}

/** @returns the violations; empty for a valid body */
export type ValidateBody = (body: unknown, place: BodyPlace) => readonly BodyViolation[];
