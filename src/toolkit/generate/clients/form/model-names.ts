/** Of types that the generated code or its language has, in any of the languages. */
const taken = (
  'any array boolean bool bytes byte char date datetime decimal dict double error exception false file float function ' +
  'int integer iterable list long map none null number object option optional result self set string str struct true ' +
  'tuple type union uuid vec void annotated basemodel field strictstr strictint strictbool strictfloat literal enum ' +
  'configuration apiclient apiexception apiresponse apierror response request client json pair service ' +
  'genericopenapierror serverconfiguration servervariable contextkey basicauth apikey mappednullable box class ' +
  'offsetdatetime localdate uri url bigdecimal inputstream objects arrays collections override module package'
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
