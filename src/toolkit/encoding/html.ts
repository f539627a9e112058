import { escapeControls } from './printable.ts';
import { createTemplate, type Encoded } from './template.ts';

export type Html = Encoded<'html'>;

/**
 * HTML from a template. Values are escaped as text and in quoted attributes; in `href` and the like, only http, https and
 * fragments stay. A template with a value elsewhere throws: in `<script>` and `<style>`, in an event handler, in a tag
 * outside of quotes.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html
 */
export const html = createTemplate('html', (value, before) => {
  if (/<(script|style)\b(?![\s\S]*<\/\1)/i.test(before))
    throw new Error('a value in <script> or <style> of a template');
  const tag = /<[^<>]*$/.exec(before)?.[0];
  if (tag === undefined) return escapeMarkup(value);
  const [, name, written] = /\s([\w:-]+)="([^"]*)$/.exec(tag) ?? [];
  if (name === undefined || /^(on|style$|srcdoc$)/i.test(name))
    throw new Error(`a value in a tag of a template, where it can't be escaped: ${tag}`);
  const isUrl = /^(href|src|srcset|action|formaction|data|poster|ping|xlink:href)$/i.test(name) && written === '';
  return escapeMarkup(isUrl && !/^(https?:\/\/|#)/i.test(value) ? 'about:invalid' : value);
});

function escapeMarkup(text: string): string {
  return escapeControls(text).replaceAll(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
