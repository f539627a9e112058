import vm, { type CompileFunctionOptions, type SourceTextModule, type SourceTextModuleOptions } from 'node:vm';

interface Compiled {
  readonly source: string;
  readonly cachedData: Buffer | undefined;
}

/** Its method is missing in Node's types. */
type CacheableModule = SourceTextModule & { createCachedData(): Buffer };

/**
 * Has Jest compile each module once in a process, and not again for each test file: one that starts the mock
 * loads a thousand. V8 rejects what it compiled under other flags, which a test may set.
 */
export function shareCompiledCode(): void {
  const { compileFunction, SourceTextModule } = vm;
  const known = new Map<string, Compiled>();
  const cachedDataOf = (name: string, source: string) => {
    const compiled = known.get(name);
    return compiled?.source === source ? compiled.cachedData : undefined;
  };

  vm.compileFunction = (source, parameters, options: CompileFunctionOptions = {}) => {
    const { filename = '' } = options;
    const cachedData = cachedDataOf(filename, source);
    const made = compileFunction(source, parameters, {
      ...options,
      ...(cachedData === undefined ? { produceCachedData: true } : { cachedData }),
    });
    if (cachedData === undefined || made.cachedDataRejected)
      known.set(filename, { source, cachedData: made.cachedData });
    return made;
  };

  vm.SourceTextModule = new Proxy(SourceTextModule, {
    construct(
      _target,
      [source, options]: [string, SourceTextModuleOptions & { identifier: string }],
    ): SourceTextModule {
      const cachedData = cachedDataOf(options.identifier, source);
      try {
        if (cachedData !== undefined) return new SourceTextModule(source, { ...options, cachedData });
      } catch {
        // Rejected.
      }
      const made = new SourceTextModule(source, options) as CacheableModule;
      known.set(options.identifier, { source, cachedData: made.createCachedData() });
      return made;
    },
  });
}
