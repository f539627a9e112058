import { validationClock } from './limits/validation-clock.ts';

/** A value in which files, bytes and BigInts are replaced by values that Ajv knows. */
export interface Held {
  /** The value, changed in place; a new one if it is replaced as a whole. */
  readonly value: unknown;
  /** Restores the value. @returns it */
  readonly putBack: () => unknown;
  /** The digits of the integer that a number stands for; undefined for any other number. */
  readonly textOf: (standIn: unknown) => string | undefined;
}

interface Replaced {
  readonly owner: Record<string, unknown>;
  readonly key: string;
  readonly original: unknown;
}

/**
 * Replaces files and bytes by texts with as many characters as they have octets, so that `maxLength` counts octets, and
 * BigInts by the nearest doubles.
 */
export function setAside(value: unknown): Held {
  const root: Record<string, unknown> = { value };
  const replaced: Replaced[] = [];
  visit(root, replaced);
  return {
    value: root['value'],
    putBack: () => {
      // What is readOnly may have been removed.
      for (const { owner, key, original } of replaced) if (Object.hasOwn(owner, key)) owner[key] = original;
      return root['value'];
    },
    textOf: (standIn) => {
      const found = replaced.find(({ original }) => typeof original === 'bigint' && Number(original) === standIn);
      return found && String(found.original);
    },
  };
}

function visit(owner: Record<string, unknown>, replaced: Replaced[]): void {
  for (const key in owner) {
    validationClock.step();
    const original = owner[key];
    if (typeof original === 'bigint' || original instanceof Blob || original instanceof Uint8Array) {
      replaced.push({ owner, key, original });
      owner[key] = standInFor(original);
    } else if (typeof original === 'object' && original !== null) visit(original as Record<string, unknown>, replaced);
  }
}

function standInFor(original: bigint | Blob | Uint8Array): unknown {
  if (typeof original === 'bigint') return Number(original);
  return '\0'.repeat(original instanceof Blob ? original.size : original.byteLength);
}
