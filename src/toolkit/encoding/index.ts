export { escapeJson, escapeLine } from './printable.ts';
export { pathOf } from './url.ts';
