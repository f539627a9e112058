import { signatureAlgorithms, signatureEncodings } from '../../contract/document/signature-scheme.ts';
import { walk } from '../../contract/document/walk.ts';
import { SchemaValidator, violationPointer } from '../../contract/schema/schema-validator.ts';
import type { Problem, Rule } from '../rule.ts';

const properties = {
  algorithm: { enum: Object.keys(signatureAlgorithms) },
  encoding: { enum: Object.keys(signatureEncodings) },
  prefix: { type: 'string' },
};
const required = ['algorithm', 'encoding'];

const shape = new SchemaValidator({
  openapi: '3.1.1',
  components: { schemas: { shape: { type: 'object', required, additionalProperties: false, properties } } },
});

/** `x-signature` is well formed, and stands on a header parameter. */
export const signatureScheme: Rule = {
  name: 'signature-scheme',
  severity: 'error',
  requires: 'x-signature is well formed, and stands on a header parameter',
  advice: "Write algorithm, encoding and, if there is one, the prefix of the header's value.",
  check({ document }) {
    const problems: Problem[] = [];
    walk(document, ({ kind, node, pointer: parameterPointer }) => {
      const { 'x-signature': written } = node;
      if (kind !== 'Parameter' || written === undefined) return;
      const pointer = `${parameterPointer}/x-signature`;
      if (node['in'] !== 'header') problems.push({ message: 'x-signature is of header parameters only', pointer });
      for (const violation of shape.validate(written, '#/components/schemas/shape'))
        problems.push({ message: `x-signature ${violation.message}`, pointer: violationPointer(pointer, violation) });
    });
    return problems;
  },
};
