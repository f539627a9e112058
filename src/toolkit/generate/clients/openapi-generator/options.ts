import { GenerateError, generateErrorCodes } from '../../generate-error.ts';

/**
 * Options as openapi-generator's own command takes them: `--additional-properties=a=b,c=d`, `-p a=b`, `--library=restclient`,
 * or just `a=b`.
 * @throws {GenerateError} `generatorFailed`
 */
export function parseOptions(words: readonly string[]): Record<string, string> {
  const options: Record<string, string> = {};
  const pairs = words.filter((word) => word !== '-p' && word !== '--additional-properties');
  for (const [index, word] of pairs.entries()) {
    if (pairs[index - 1] === '--library') continue;
    if (word === '--library') options['library'] = pairs[index + 1] ?? '';
    else if (word.startsWith('--library=')) options['library'] = word.slice('--library='.length);
    else
      for (const pair of word.replace(/^(?:--additional-properties=|-p)/, '').split(',')) {
        const [, name, value] = /^([A-Za-z][\w.]*)=(.*)$/s.exec(pair) ?? [];
        if (name === undefined || value === undefined)
          throw new GenerateError(
            generateErrorCodes.generatorFailed,
            `${word} is no option of a generator: write options as name=value, such as -- packageName=shop`,
          );
        options[name] = value;
      }
  }
  return options;
}
