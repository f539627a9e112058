import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { walk } from '../../contract/document/walk.ts';
import { camelCase, packageWords, pascalCase, upperSnakeCase } from './casing.ts';
import { nameBranchConstants } from './form/branch-constants.ts';
import { breakRequiredCycles } from './form/required-cycles.ts';
import { isTag, nameModels, removeFilesFromUnions } from './go-form.ts';
import { repairGo } from './go-repairs.ts';
import { type GeneratedPackage, generatedLanguage } from './openapi-generator/generated-language.ts';
import { writeNames } from './openapi-generator/names-in-code.ts';
import { type FormOperation, firstOperation, makeReadme, namesIn } from './openapi-generator/readme.ts';

const packageName = (name: string) => packageWords(name).join('');

/** A name such as `github.com/shop/petstore` is the module's own. */
const modulePath = (name: string) => (/\..*\//.test(name) ? name : packageWords(name).join('-'));

/** A letter without case is private in Go. */
const exported = (name: string) => (/^[\p{Lo}\p{N}]/u.test(name) ? `X${name}` : name);

/** Fields and methods of the generated models. */
const members = new Set(['ToMap', 'MarshalJSON', 'UnmarshalJSON', 'AdditionalProperties']);

/** Of the generated functions. */
const variables = new Set(['a', 'ctx', 'execute', 'r']);

/**
 * On `net/http` alone. Without `disallowAdditionalPropertiesIfNotPresent: false`, a response with more properties than are
 * declared is refused where the contract allows them.
 * @see https://openapi-generator.tech/docs/generators/go
 */
export const go = generatedLanguage({
  name: 'go',
  generator: 'go',
  description: 'a module for Go 1.23 or newer, on net/http',
  options: {
    enumClassPrefix: 'true',
    disallowAdditionalPropertiesIfNotPresent: 'false',
    useOneOfDiscriminatorLookup: 'true',
  },
  optionsFor: ({ name, version }) => ({
    packageName: packageName(name),
    packageVersion: version,
    httpUserAgent: `${packageName(name)}/${version}`,
  }),
  isWritable: isTag,
  prepare(document) {
    nameBranchConstants(document);
    widenNumbers(document);
    removeFilesFromUnions(document);
    breakRequiredCycles(document);
    const modelNameMappings = nameModels(document);
    const settings = writeNames(document, {
      enumValue: upperSnakeCase,
      property: (name) => exported(pascalCase(name)),
      parameter: (name) => (/^\p{Lo}/u.test(name) ? `x${pascalCase(name)}` : camelCase(name)),
      reserved: members,
      reservedParameters: variables,
      membersOf: (name) => [`Get${name}`, `Get${name}Ok`, `Has${name}`, `Set${name}`, `Set${name}Nil`, `Unset${name}`],
    });
    return { ...settings, modelNameMappings };
  },
  finish(made) {
    const code = [...made.files]
      .filter(([path]) => /^\w+\.go$/.test(path))
      .map(([path, text]) => [path, repairGo(text)] as const);
    return new Map([
      ['README.md', readme(made)],
      ['go.mod', `module ${modulePath(made.target.name)}\n\ngo 1.23.0\n`],
      ...code,
    ]);
  },
});

/** A number without a format would have 32 bits. */
function widenNumbers(document: OpenApiDocument): void {
  walk(document, ({ kind, node }) => {
    const schema = node as SchemaObject;
    if (kind === 'Schema' && [schema.type].flat().includes('number')) schema['format'] ??= 'double';
  });
}

function readme(made: GeneratedPackage): string {
  const name = packageName(made.target.name);
  const module = modulePath(made.target.name);
  const first = firstOperation(made.document);
  const nameOf = namesIn(made.files, /^func \(a \*(\w+)Service\) (\w+)\(ctx/gm);
  const callOf = ({ tag, operationId }: FormOperation) => `${nameOf(`${tag}API`)}.${nameOf(operationId)}`;
  return makeReadme(made, {
    install: `\`\`\`sh\ngo mod edit -replace ${module}=./path/to/this/folder\ngo get ${module}\n\`\`\``,
    firstCall: [
      '```go',
      'package main',
      '',
      'import (',
      '\t"context"',
      '\t"fmt"',
      ...(first ? ['\t"log"'] : []),
      '',
      `\t${name} "${module}"`,
      ')',
      '',
      'func main() {',
      `\tclient := ${name}.NewAPIClient(${name}.NewConfiguration())`,
      `\tctx := context.WithValue(context.Background(), ${name}.ContextAccessToken, "…")`,
      ...(first
        ? callLines(made, callOf(first), nameOf(first.operationId), first.path.includes('{'))
        : ['\tfmt.Println(client, ctx)']),
      '}',
      '```',
    ].join('\n'),
    notes: [
      'The address is that of the contract; `NewConfiguration().Servers` has it, and takes another one.',
      `An error of a status of 300 or more is a \`*${name}.GenericOpenAPIError\`, whose \`Model()\` is the declared response, typed.`,
    ].join(' '),
    callOf,
  });
}

/** An operation without a body returns one value less. */
function callLines({ files }: GeneratedPackage, call: string, name: string, hasPath: boolean): string[] {
  const execute = `func (r Api${name}Request) Execute() (*http.Response, error)`;
  const hasNoBody = [...files.values()].some((text) => text.includes(execute));
  return [
    `\t${hasNoBody ? '' : 'result, '}response, err := client.${call}(ctx${hasPath ? ', …' : ''}).Execute()`,
    '\tif err != nil {',
    '\t\tlog.Fatal(err)',
    '\t}',
    `\tfmt.Println(response.Status${hasNoBody ? '' : ', result'})`,
  ];
}
