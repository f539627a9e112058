/** A client that a project generates beside its server. */
export interface ProjectClient {
  /** As `concordat client` takes it. */
  readonly language: string;
  /** The folder for it, in the project. */
  readonly out: string;
}

export function clientCommand({ language, out }: ProjectClient): string {
  return `concordat client ${language} --out ${out}`;
}

/** Adds a step for each client to a pipeline, after the one that checks the generated code of the server. */
export function addClientChecks(pipeline: string, clients: readonly ProjectClient[]): string {
  return pipeline.replace(/^( *- (?:run: )?npx )concordat generate --check$/m, (step, start: string) =>
    [step, ...clients.map((client) => `${start}${clientCommand(client)} --check`)].join('\n'),
  );
}
