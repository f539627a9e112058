/** At the top of every generated file. */
export const header =
  '// Made by `concordat generate`. Not to be edited: change the contract, then generate again.\n\n';
