import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, file, pathOf, refTo } from './attack.ts';

const fifo = (project: string) => execFileSync('mkfifo', [join(project, 'pipe')]);
const link = (target: string) => (project: string) => symlinkSync(target, join(project, 'link.yaml'));

/** Names of what must not be read. */
export const fileAttacks: readonly Attack[] = [
  { name: 'file: $ref to a FIFO', files: file(refTo('pipe')), prepare: fifo, wanted: 'refused' },
  { name: 'file: $ref to /dev/zero', files: file(refTo('/dev/zero')), wanted: 'refused' },
  { name: 'file: $ref to a folder', files: file(refTo('.')), wanted: 'refused' },
  { name: 'file: $ref outside', files: file(refTo('../secret.yaml')), wanted: 'refused' },
  { name: 'file: $ref to file:', files: file(refTo('file:///etc/hostname')), wanted: 'refused' },
  {
    name: 'file: link to outside',
    files: file(refTo('link.yaml')),
    prepare: link('../secret.yaml'),
    wanted: 'refused',
  },
  { name: 'file: link to /dev/zero', files: file(refTo('link.yaml')), prepare: link('/dev/zero'), wanted: 'refused' },
  {
    name: 'file: $ref in an extension',
    files: file(`${refTo('ok.yaml')}x-any: {$ref: pipe}\n`),
    prepare: fifo,
    wanted: 'refused',
  },
  {
    name: 'file: externalValue is a FIFO',
    files: file(pathOf("{examples: {one: {externalValue: 'pipe'}}}")),
    prepare: fifo,
    wanted: 'bounded',
  },
  {
    name: 'file: ruleset with a plugin',
    files: {
      'openapi.yaml': refTo('ok.yaml'),
      'redocly.yaml': 'plugins: [evil.mjs]\n',
      'evil.mjs': "import {writeFileSync} from 'node:fs'; writeFileSync('ran', ''); export default () => ({id: 'e'});",
    },
    wanted: 'bounded',
  },
  {
    name: 'file: ruleset extends a FIFO',
    files: { 'openapi.yaml': refTo('ok.yaml'), 'redocly.yaml': 'extends: [./pipe.yaml]\n' },
    prepare: (project) => execFileSync('mkfifo', [join(project, 'pipe.yaml')]),
    wanted: 'bounded',
  },
  {
    name: 'file: @theme/plugin.js',
    files: {
      'openapi.yaml': refTo('ok.yaml'),
      '@theme/plugin.js':
        "import {writeFileSync} from 'node:fs'; writeFileSync('ran', ''); export default () => ({id: 'e'});",
    },
    wanted: 'bounded',
  },
  {
    name: 'file: ignore file is a link to /dev/zero',
    files: file(refTo('ok.yaml')),
    prepare: (project) => symlinkSync('/dev/zero', join(project, '.redocly.lint-ignore.yaml')),
    wanted: 'bounded',
  },
  {
    name: 'file: the contract is a FIFO',
    files: {},
    prepare: (project) => execFileSync('mkfifo', [join(project, 'openapi.yaml')]),
    wanted: 'refused',
  },
  {
    name: 'file: the contract is /dev/zero',
    files: {},
    prepare: (project) => symlinkSync('/dev/zero', join(project, 'openapi.yaml')),
    wanted: 'refused',
  },
];
