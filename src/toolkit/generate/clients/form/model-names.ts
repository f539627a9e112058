/** Of types that the generated code or its language has, in any of the languages. */
const taken = (
  'any array thread union strictstr strictint strictbool strictfloat strictbytes set optional list dict tuple classvar ' +
  'basemodel annotated field configdict literal true false none null self basicauth apikey configuration ' +
  'apiclient apiexception apiresponse genericopenapierror serverconfiguration serverconfigurations servervariable ' +
  'mappednullable serialize deserialize bool int int32 int64 float32 float64 string time consumer duration ' +
  'httpclient httprequest httpresponse inputstream option vec box object map integer long double float boolean ' +
  'void exception override deprecated offsetdatetime localdate uri uuid bigdecimal arrays objects collections ' +
  'hashmap linkedhashmap stringjoiner jsonnullable pair json file charsequence iterator'
).split(' ');

/** The names of models, which have to differ in more than case and punctuation: languages write them each in its own way. */
export class ModelNames {
  readonly #taken: Set<string>;

  constructor(names: readonly string[] = []) {
    this.#taken = new Set([...taken, ...names.map(plainName)]);
  }

  /** The name, or another one where it is taken. */
  add(name: string): string {
    const named = /^[\p{L}]/u.test(name) ? name : `Model${name}`;
    let unique = named;
    if (this.#taken.has(plainName(unique))) unique = `${named}Model`;
    for (let number = 2; this.#taken.has(plainName(unique)); number++) unique = `${named}${number}`;
    this.#taken.add(plainName(unique));
    return unique;
  }
}

/** `Web_Hook` -> `webhook`. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
