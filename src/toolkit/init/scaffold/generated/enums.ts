// Made by `concordat generate`. Not to be edited: change the contract, then generate again.

export {};
