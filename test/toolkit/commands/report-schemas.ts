/** What reads our reports, as schemas: of SARIF and GitLab's code quality what we write of them, with every name that may occur. */
const text = {
  type: 'object',
  required: ['text'],
  additionalProperties: false,
  properties: { text: { type: 'string' } },
};
const headers = { type: 'object', additionalProperties: { type: 'string' } };
const position = { type: 'integer', minimum: 1 };

const closed = (properties: Record<string, object>, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
});

/** @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json */
export const sarifSchema = closed({
  $schema: { type: 'string' },
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    items: closed({
      tool: closed({
        driver: closed({
          name: { type: 'string' },
          rules: {
            type: 'array',
            uniqueItems: true,
            items: closed(
              {
                id: { type: 'string' },
                shortDescription: text,
                fullDescription: text,
                help: text,
                helpUri: { type: 'string', format: 'uri' },
              },
              ['id'],
            ),
          },
        }),
      }),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      results: {
        type: 'array',
        items: closed(
          {
            ruleId: { type: 'string' },
            ruleIndex: { type: 'integer', minimum: 0 },
            level: { enum: ['none', 'note', 'warning', 'error'] },
            message: text,
            locations: {
              type: 'array',
              items: closed({
                physicalLocation: closed({
                  artifactLocation: closed({ uri: { type: 'string', format: 'uri-reference' } }),
                  region: closed({ startLine: position, startColumn: position }),
                }),
                logicalLocations: {
                  type: 'array',
                  uniqueItems: true,
                  items: closed({ fullyQualifiedName: { type: 'string' } }),
                },
              }),
            },
            partialFingerprints: headers,
            webRequest: closed({ method: { type: 'string' }, target: { type: 'string' }, headers, body: text }, [
              'method',
              'target',
            ]),
            webResponse: closed(
              {
                statusCode: { type: 'integer' },
                reasonPhrase: { type: 'string' },
                headers,
                body: text,
                noResponseReceived: { type: 'boolean' },
              },
              [],
            ),
          },
          ['message', 'ruleId', 'locations', 'partialFingerprints'],
        ),
      },
    }),
  },
});

/** @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export const codeQualitySchema = {
  type: 'array',
  items: closed({
    description: { type: 'string', minLength: 1 },
    check_name: { type: 'string', minLength: 1 },
    fingerprint: { type: 'string', pattern: '^[0-9a-f]{16}$' },
    severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
    location: closed({ path: { type: 'string', pattern: '^(?!/|\\./)' }, lines: closed({ begin: position }) }),
  }),
};
