import { createHash } from 'node:crypto';
import { markup } from './page/markup.ts';
import { script } from './page/script.ts';
import { style } from './page/style.ts';

const sourceOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** @see https://www.w3.org/TR/CSP3/ */
export const contentSecurityPolicy: string = [
  "default-src 'none'",
  `script-src ${sourceOf(script)}`,
  `style-src ${sourceOf(style)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** A page with the requests, the records and what can be set. It loads nothing from elsewhere. */
export const livePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Concordat mock</title>
<style>${style}</style>
${markup}
<script>${script}</script>
</html>
`;
