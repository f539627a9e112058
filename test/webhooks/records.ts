import type { User, WebHook } from '../../src/webhooks/storage.ts';

export function webhook(Id: number, more: Partial<WebHook> = {}): WebHook {
  return {
    Id,
    UniqueId: '3f0c5f4e-6c1b-4b8e-9a56-0d9d3c1f7a21',
    BusinessId: 1,
    Name: `Webhook ${Id}`,
    Action: 6,
    URL: 'https://crm.example/hooks',
    Description: null,
    Active: true,
    LastTrigger: null,
    LastError: null,
    ErrorCount: 0,
    CreatedOn: '2025-01-15T10:30:00Z',
    UpdatedOn: '2025-01-15T10:30:00Z',
    UpdatedBy: 'admin@example.com',
    SystemId: null,
    IsNew: false,
    ToStringText: `Webhook ${Id}`,
    LocalizationDetails: null,
    CustomFields: null,
    ...more,
  };
}

export function user(email: string, more: Partial<User> = {}): User {
  const createdOn = '2025-01-15T10:30:00Z';
  return {
    id: `id of ${email}`,
    email,
    passwordHash: '',
    passwordVersion: 0,
    admin: false,
    roles: [],
    locations: [],
    createdOn,
    ...more,
  };
}
