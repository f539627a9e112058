import type { Collection, Entry } from '../../storage.ts';

/** What a column holds. Times are texts, in UTC. */
export type Kind = 'text' | 'time' | 'integer' | 'boolean' | 'json';

export interface Table<E> {
  readonly name: string;
  readonly key: keyof E & string;
  /** All fields of an entry. */
  readonly fields: { readonly [Field in keyof Required<E>]: Kind };
  /** Fields with a column in which they are folded. */
  readonly folded: readonly (keyof E & string)[];
  /** Fields that an entry may not have. */
  readonly optional: readonly (keyof E & string)[];
}

/** Where entries are, one row each. The columns have the names of the fields. */
export const tables: { readonly [C in Collection]: Table<Entry<C>> } = {
  webhooks: {
    name: 'concordat.webhooks',
    key: 'Id',
    fields: {
      Id: 'integer',
      UniqueId: 'text',
      BusinessId: 'integer',
      Name: 'text',
      Action: 'integer',
      URL: 'text',
      Description: 'text',
      Active: 'boolean',
      LastTrigger: 'time',
      LastError: 'text',
      ErrorCount: 'integer',
      CreatedOn: 'time',
      UpdatedOn: 'time',
      UpdatedBy: 'text',
      SystemId: 'text',
      IsNew: 'boolean',
      ToStringText: 'text',
      LocalizationDetails: 'json',
      CustomFields: 'json',
    },
    folded: ['Name', 'Description', 'URL', 'LastError'],
    optional: [],
  },
  users: {
    name: 'concordat.users',
    key: 'email',
    fields: {
      email: 'text',
      id: 'text',
      passwordHash: 'text',
      passwordVersion: 'integer',
      admin: 'boolean',
      roles: 'json',
      locations: 'json',
      createdOn: 'time',
    },
    folded: [],
    optional: [],
  },
  tokens: {
    name: 'concordat.tokens',
    key: 'hash',
    fields: {
      hash: 'text',
      current: 'text',
      voidedOn: 'time',
      userId: 'text',
      email: 'text',
      passwordVersion: 'integer',
      expiresOn: 'time',
    },
    folded: [],
    optional: ['current', 'voidedOn'],
  },
  secrets: {
    name: 'concordat.secrets',
    key: 'businessId',
    fields: { businessId: 'integer', sealed: 'text', since: 'time', replaced: 'json' },
    folded: [],
    optional: [],
  },
};

/** `LastTrigger` -> `last_trigger`, `URL` -> `url` */
export function columnOf(field: string): string {
  return field.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
}
