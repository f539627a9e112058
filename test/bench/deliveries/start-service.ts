import type { DeliveringService } from '../delivery-load.ts';

/** Starts a service with an empty folder. */
export type StartService = (env?: NodeJS.ProcessEnv) => Promise<DeliveringService>;
