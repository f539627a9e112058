import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { plainName } from './form/plain-names.ts';
import { operationsOf } from './openapi-generator/readme.ts';

/** Removes the generator's advertising from a file, and repairs what is wrong in it. */
export function repairRust(text: string, path: string, document: OpenApiDocument): string {
  const cleaned = text
    .replace(/^\/\*[\s\S]*?\*\/\n+/, '')
    .replaceAll('models::models::', 'models::')
    .replaceAll(/"OpenAPI-Generator\/([^"]*)\/rust"/g, '"$1"');
  if (path.startsWith('src/apis/')) return sayMediaTypes(cleaned, document);
  return path.startsWith('src/models/') && isNumbered(cleaned, document) ? writeNumbers(cleaned) : cleaned;
}

function isNumbered(text: string, document: OpenApiDocument): boolean {
  const [, name = ''] = /^pub (?:enum|struct) (\w+)/m.exec(text) ?? [];
  const schemas = Object.entries(document.components?.schemas ?? {});
  const schema = schemas.find(([key]) => plainName(key) === plainName(name))?.[1] as SchemaObject | undefined;
  return schema?.type === 'integer' && schema.enum !== undefined;
}

/** Whole numbers would be sent as texts. @see https://docs.rs/serde_repr */
function writeNumbers(text: string): string {
  return text
    .replace('use serde::{Deserialize, Serialize};', 'use serde_repr::{Deserialize_repr, Serialize_repr};')
    .replace(
      /#\[derive\((.*), Serialize, Deserialize\)\]\npub enum/,
      '#[repr(i64)]\n#[derive($1, Serialize_repr, Deserialize_repr)]\npub enum',
    )
    .replaceAll(/ *#\[serde\(rename = "(-?\d+)"\)\]\n( *\w+),/g, '$2 = $1,');
}

/** A file that is the whole body would be sent without its media type. */
function sayMediaTypes(text: string, document: OpenApiDocument): string {
  const types = new Map(
    operationsOf(document).map(({ operationId, node }) => [
      plainName(operationId),
      Object.keys(node.requestBody?.content ?? {})[0],
    ]),
  );
  return text.replaceAll(
    /(pub async fn (\w+)\((?:(?!\n\}\n)[\s\S])*?)(\.body\(reqwest::Body::wrap_stream\(stream\)\))/g,
    (_, before, name, body) => {
      const type = types.get(plainName(name));
      const sent = type === undefined || type.includes('*') ? 'application/octet-stream' : type;
      return `${before}.header(reqwest::header::CONTENT_TYPE, ${JSON.stringify(sent)})${body}`;
    },
  );
}
