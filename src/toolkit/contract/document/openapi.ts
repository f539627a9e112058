/**
 * The fields of an OpenAPI document that the toolkit reads.
 * A document may break any of these shapes: `lint` says where, other readers ignore what doesn't fit.
 * @see https://spec.openapis.org/oas/v3.1.1.html#openapi-document
 */

/** The object itself, or a Reference Object in its place. */
export type OrReference<T> = T & { $ref?: string };

/** An OpenAPI Object. @see https://spec.openapis.org/oas/v3.1.1.html#openapi-object */
export interface OpenApiDocument {
  openapi: string;
  info?: {
    title?: string;
    version?: string;
    description?: string;
    license?: { name?: string; identifier?: string; url?: string };
  };
  servers?: ServerObject[];
  paths?: Record<string, PathItemObject>;
  webhooks?: Record<string, PathItemObject>;
  components?: ComponentsObject;
  security?: SecurityRequirement[];
  'x-validation-failure'?: unknown;
}

/** A Server Object. @see https://spec.openapis.org/oas/v3.1.1.html#server-object */
export interface ServerObject {
  url: string;
  variables?: Record<string, { default?: unknown }>;
}

/** A Components Object. @see https://spec.openapis.org/oas/v3.1.1.html#components-object */
export interface ComponentsObject {
  schemas?: Record<string, SchemaObject>;
  responses?: Record<string, OrReference<ResponseObject>>;
  securitySchemes?: Record<string, OrReference<SecuritySchemeObject>>;
}

/** The methods that a Path Item Object can have. */
export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** A method that a Path Item Object can describe, in lower case as it is written there. */
export type Method = (typeof methods)[number];

/** A Path Item Object. @see https://spec.openapis.org/oas/v3.1.1.html#path-item-object */
export type PathItemObject = {
  $ref?: string;
  parameters?: OrReference<ParameterObject>[];
  servers?: ServerObject[];
} & {
  [M in Method]?: OperationObject;
};

/** An Operation Object. @see https://spec.openapis.org/oas/v3.1.1.html#operation-object */
export interface OperationObject {
  operationId?: string;
  tags?: string[];
  summary?: string;
  description?: string;
  deprecated?: boolean;
  parameters?: OrReference<ParameterObject>[];
  requestBody?: OrReference<RequestBodyObject>;
  responses?: Record<string, OrReference<ResponseObject>>;
  callbacks?: Record<string, OrReference<object>>;
  security?: SecurityRequirement[];
  servers?: ServerObject[];
  'x-validation-failure'?: unknown;
}

/** Security scheme name -> scopes or roles that the request needs. */
export type SecurityRequirement = Record<string, string[]>;

/** A Parameter Object. @see https://spec.openapis.org/oas/v3.1.1.html#parameter-object */
export interface ParameterObject extends HeaderObject {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  allowReserved?: boolean;
  allowEmptyValue?: boolean;
  'x-signature'?: unknown;
}

/** A Header Object. @see https://spec.openapis.org/oas/v3.1.1.html#header-object */
export interface HeaderObject extends MediaTypeObject {
  required?: boolean;
  style?: string;
  explode?: boolean;
  content?: Record<string, MediaTypeObject>;
}

/** A Request Body Object. @see https://spec.openapis.org/oas/v3.1.1.html#request-body-object */
export interface RequestBodyObject {
  required?: boolean;
  content?: Record<string, MediaTypeObject>;
}

/** A Media Type Object. @see https://spec.openapis.org/oas/v3.1.1.html#media-type-object */
export interface MediaTypeObject {
  schema?: SchemaObject | boolean;
  example?: unknown;
  examples?: Record<string, OrReference<ExampleObject>>;
  /** By property, of forms only. */
  encoding?: Record<string, EncodingObject>;
}

/** How a property of a form is written. @see https://spec.openapis.org/oas/v3.1.1.html#encoding-object */
export interface EncodingObject {
  /** One or more media types or ranges, with commas between them. */
  contentType?: string;
  headers?: Record<string, OrReference<HeaderObject>>;
  style?: string;
  explode?: boolean;
  allowReserved?: boolean;
}

/** An Example Object. @see https://spec.openapis.org/oas/v3.1.1.html#example-object */
export interface ExampleObject {
  value?: unknown;
  externalValue?: string;
}

/** A Response Object. @see https://spec.openapis.org/oas/v3.1.1.html#response-object */
export interface ResponseObject {
  description?: string;
  headers?: Record<string, OrReference<HeaderObject>>;
  content?: Record<string, MediaTypeObject>;
  links?: Record<string, OrReference<LinkObject>>;
}

/** A Link Object. @see https://spec.openapis.org/oas/v3.1.1.html#link-object */
export interface LinkObject {
  operationId?: string;
  operationRef?: string;
  parameters?: Record<string, unknown>;
  requestBody?: unknown;
}

/** A Security Scheme Object. @see https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object */
export interface SecuritySchemeObject {
  type: 'apiKey' | 'http' | 'mutualTLS' | 'oauth2' | 'openIdConnect';
  /** Of an apiKey. */
  name?: string;
  in?: 'query' | 'header' | 'cookie';
  /** Of http: basic, bearer … */
  scheme?: string;
  /** Of oauth2. */
  flows?: Record<string, { tokenUrl?: string; refreshUrl?: string }>;
}

/** A JSON Schema with the extensions that the toolkit knows; other keywords are read by name. */
export interface SchemaObject {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, SchemaObject>;
  items?: SchemaObject;
  nullable?: boolean;
  'x-enum-varnames'?: string[];
  'x-enum-descriptions'?: string[];
  [keyword: string]: unknown;
}
