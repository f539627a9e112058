import type { NewUser, UserService, UserSummary } from '../user-service.ts';

/** What an administrator does on the command line, with a running service or without one. */
export interface ControlOperations {
  addUser(user: NewUser): Promise<UserSummary>;
  listUsers(): Promise<UserSummary[]>;
  changePassword(user: { readonly email: string; readonly password: string }): Promise<void>;
  removeUser(user: { readonly email: string }): Promise<void>;
  backup(to: { readonly file: string }): Promise<void>;
  rekeySecrets(): Promise<{ keyId: string; count: number }>;
}

export interface ControlParts {
  readonly users: UserService;
  readonly backup: (file: string) => Promise<void>;
  readonly rekey: () => Promise<{ keyId: string; count: number }>;
}

export function createControlOperations({ users, backup, rekey }: ControlParts): ControlOperations {
  return {
    addUser: (user) => users.add(user),
    listUsers: () => users.list(),
    changePassword: ({ email, password }) => users.changePassword(email, password),
    removeUser: ({ email }) => users.remove(email),
    backup: ({ file }) => backup(file),
    rekeySecrets: rekey,
  };
}
