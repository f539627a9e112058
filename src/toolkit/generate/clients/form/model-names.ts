import { asciiOf } from '../casing.ts';
import { addUnique, plainName } from './plain-names.ts';

/** Of types that the generated code or its language has, in any of the languages. */
const taken = (
  'any array thread union strictstr strictint strictbool strictfloat strictbytes set optional list dict tuple classvar ' +
  'basemodel annotated field configdict literal true false none null self basicauth apikey configuration ' +
  'apiclient apiexception apiresponse genericopenapierror serverconfiguration serverconfigurations servervariable ' +
  'mappednullable serialize deserialize bool int int32 int64 float32 float64 string time consumer duration ' +
  'httpclient httprequest httpresponse inputstream option vec box object map integer long double float boolean ' +
  'void exception override deprecated offsetdatetime localdate uri uuid bigdecimal arrays objects collections ' +
  'hashmap linkedhashmap stringjoiner jsonnullable pair json file charsequence iterator ' +
  'enum date datetime decimal literal base64 typechecking'
).split(' ');

/** The names of models, which have to differ in more than case and punctuation: languages write them each in its own way. */
export class ModelNames {
  readonly #taken: Set<string>;

  constructor(names: readonly string[] = []) {
    this.#taken = new Set([...taken, ...names.map(plainName)]);
  }

  /** The name, or another one where it is taken. */
  add(name: string): string {
    const ascii = asciiOf(name).replaceAll(' ', '');
    const named = /^[A-Za-z]/.test(ascii) ? ascii : `Model${ascii}`;
    const free = [named, `${named}Model`].find((one) => !this.#taken.has(plainName(one)));
    return addUnique(this.#taken, free ?? named);
  }
}
