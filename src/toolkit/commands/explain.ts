import type { Explanation } from '../check/findings/explanation.ts';
import { suggest } from '../contract/document/similar-names.ts';
import { type PlainText, plain } from '../encoding/plain.ts';
import type { ExplainedRule } from '../lint/explained-rules.ts';
import { exitCodes, type Register } from './options.ts';
import { createPaint, type Paint, print } from './output.ts';

export const registerExplain: Register = (program, context, done) => {
  program
    .command('explain')
    .argument('[code]', 'the code of a finding, or the name of a rule (default: list all)')
    .description('explain a finding of "concordat test" or "concordat lint": what it means and what to do')
    .action(async (code: string | undefined) => {
      const [{ explanations }, { explainRules }] = await Promise.all([
        import('../check/findings/codes.ts'),
        import('../lint/explained-rules.ts'),
      ]);
      const codes = new Map<string, Explanation>(Object.entries(explanations));
      const paint = createPaint(context.stdout, context.env);
      const known = codes.get(code ?? '');
      if (code !== undefined && known) {
        print(context.stdout, describeCode(code, known, paint));
        return;
      }
      const rules = await explainRules();
      if (code === undefined) {
        const width = Math.max(...rules.map(({ name }) => name.length));
        for (const [name, { title }] of codes) print(context.stdout, plain`${name.padEnd(width)} ${title}\n`);
        for (const { name, severity, requires } of rules)
          print(context.stdout, plain`${name.padEnd(width)} lint, ${severity}${requires ? `: ${requires}` : ''}\n`);
        return;
      }
      const rule = rules.find(({ name }) => name === code || name === `concordat/${code}`);
      if (rule) {
        print(context.stdout, describeRule(rule, paint));
        return;
      }
      const hint = suggest(code, [...codes.keys(), ...rules.map(({ name }) => name)]);
      const list = hint === '' ? '.' : '';
      const label = createPaint(context.stderr, context.env)('red', 'error');
      const all = '"concordat explain" lists all';
      print(context.stderr, plain`${label} there is no code or rule ${code}${hint}${list} ${all}\n`);
      done(exitCodes.failed);
    });
};

function describeCode(code: string, { title, text, advice, see }: Explanation, paint: Paint): PlainText {
  return plain`${paint('bold', title)} (${code})\n\n${text}\n\nWhat to do: ${advice}\n${seeAlso(see)}`;
}

function describeRule({ name, severity, requires, advice, see }: ExplainedRule, paint: Paint): PlainText {
  const setting = severity === 'off' ? 'off by default' : `${severity} by default`;
  const text = requires === undefined ? plain`` : plain`The rule requires that ${requires}.\n\n`;
  return plain`${paint('bold', name)}, a rule of lint (${setting})\n\n${text}What to do: ${advice}\n${seeAlso(see)}`;
}

function seeAlso(see: string | undefined): PlainText {
  return see === undefined ? plain`` : plain`See ${see}\n`;
}
