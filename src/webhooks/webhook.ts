import type { components, operations } from '../../generated/types.ts';
import { endOf, startOf } from './filter-time.ts';
import { toPage } from './page.ts';
import type { Condition, Query, WebHook } from './storage.ts';

export type WebHookInput = components['schemas']['WebHookCreate'];
export type WebHookListItem = components['schemas']['WebHookListItem'];
export type WebHookList = components['schemas']['WebHookList'];
export type WebHookFilters = Partial<operations['listWebHooks']['parameters']['query']>;

/** Who changes a record, and when. */
export interface Authorship {
  /** The user's e-mail address. */
  readonly by: string;
  readonly on: Date;
}

/** Makes a new record. Missing fields get their defaults; read-only fields of the client are ignored. */
export function makeWebHook(input: WebHookInput, id: number, uniqueId: string, { by, on }: Authorship): WebHook {
  const { BusinessId, Name, Action, URL, Description = null, Active = true, SystemId = null } = input;
  const now = formatTime(on);
  return {
    Id: id,
    UniqueId: uniqueId,
    BusinessId,
    Name,
    Action,
    URL,
    Description,
    Active,
    LastTrigger: null,
    LastError: null,
    ErrorCount: 0,
    CreatedOn: now,
    UpdatedOn: now,
    UpdatedBy: by,
    SystemId,
    IsNew: false,
    ToStringText: Name,
    LocalizationDetails: null,
    CustomFields: null,
  };
}

/** Replaces the whole record, except its identity and the history of its deliveries. */
export function replaceWebHook(current: WebHook, input: WebHookInput, authorship: Authorship): WebHook {
  const { Id, UniqueId, CreatedOn, LastTrigger, LastError, ErrorCount } = current;
  const replaced = makeWebHook(input, Id, UniqueId, authorship);
  const isEnabledAgain = replaced.Active && !current.Active;
  return { ...replaced, CreatedOn, LastTrigger, LastError, ErrorCount: isEnabledAgain ? 0 : ErrorCount };
}

export function toListItem({ Description: _, ...item }: WebHook): WebHookListItem {
  return item;
}

/** In UTC, to the second: `2025-01-15T10:30:00Z`. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** @param locations the user's; undefined for all */
export function toQuery(filters: WebHookFilters, locations: readonly number[] | undefined): Query<WebHook> {
  const { page = 1, size = 25, orderBy = 'Id', dir = 1 } = filters;
  return {
    where: [
      ...(locations ? [{ field: 'BusinessId', is: 'oneOf', to: locations } as const] : []),
      ...toConditions(filters),
    ],
    // This is the order of entries without a sort.
    ...(orderBy === 'Id' && dir === 1 ? {} : { orderBy: { field: orderBy, descending: dir === -1 } }),
    offset: (page - 1) * size,
    limit: size,
  };
}

type Field = keyof WebHook;

const equalFilters = {
  WebHook_Business: 'BusinessId',
  WebHook_Action: 'Action',
  WebHook_Active: 'Active',
  WebHook_ErrorCount: 'ErrorCount',
} as const satisfies Record<string, Field>;

const textFilters = {
  WebHook_Name: 'Name',
  WebHook_Description: 'Description',
  WebHook_URL: 'URL',
  WebHook_LastError: 'LastError',
} as const satisfies Record<string, Field>;

const timeRanges = ['LastTrigger', 'CreatedOn', 'UpdatedOn'] as const;

function toConditions(filters: WebHookFilters): Condition<WebHook>[] {
  const conditions: Condition<WebHook>[] = [];
  const add = (field: Field, is: 'equal' | 'containing' | 'atLeast' | 'atMost', to: unknown) => {
    if (to !== undefined) conditions.push({ field, is, to } as Condition<WebHook>);
  };
  for (const [name, field] of Object.entries(equalFilters))
    add(field, 'equal', filters[name as keyof typeof equalFilters]);
  for (const [name, field] of Object.entries(textFilters))
    add(field, 'containing', filters[name as keyof typeof textFilters]);
  add('ErrorCount', 'atLeast', filters.from_WebHook_ErrorCount);
  add('ErrorCount', 'atMost', filters.to_WebHook_ErrorCount);
  for (const field of timeRanges) {
    add(field, 'atLeast', filters[`from_WebHook_${field}`] && startOf(filters[`from_WebHook_${field}`] as string));
    add(field, 'atMost', filters[`to_WebHook_${field}`] && endOf(filters[`to_WebHook_${field}`] as string));
  }
  add('LastTrigger', 'atLeast', filters.WebHook_LastTrigger && startOf(filters.WebHook_LastTrigger));
  add('LastTrigger', 'atMost', filters.WebHook_LastTrigger && endOf(filters.WebHook_LastTrigger));
  return conditions;
}

export function toList(records: readonly WebHook[], total: number, filters: WebHookFilters): WebHookList {
  const { page = 1, size = 25, orderBy = 'Id', dir = 1 } = filters;
  return toPage(records.map(toListItem), total, { page, size, orderBy, dir });
}
