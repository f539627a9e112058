/** What is wrong in a scenario. */
export interface ScenarioProblem {
  /** To it, in the scenario. */
  readonly way: readonly (string | number)[];
  readonly message: string;
  /** Whether it is about the name at the end of the way, not about the value. */
  readonly isOfName: boolean;
  /** Whether the scenario can be played nevertheless. */
  readonly isWarning: boolean;
}
