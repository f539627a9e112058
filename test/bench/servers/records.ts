/** The responses of the benches, the same from each server. */
export const record = {
  Id: 1,
  UniqueId: '3f0c5f4e-6c1b-4b8e-9a56-0d9d3c1f7a21',
  BusinessId: 12345,
  Name: 'Bookings to CRM',
  Action: 6,
  URL: 'https://crm.example/hooks/bookings',
  Description: 'Tells the CRM of each new booking.',
  Active: true,
  LastTrigger: null,
  LastError: null,
  ErrorCount: 0,
  CreatedOn: '2025-01-15T10:30:00Z',
  UpdatedOn: '2025-01-15T10:30:00Z',
  UpdatedBy: 'admin@example.com',
  SystemId: null,
  IsNew: false,
  ToStringText: 'Bookings to CRM',
  LocalizationDetails: null,
  CustomFields: null,
} as const;

const { Description: _, ...item } = record;

export const page = {
  Records: Array.from({ length: 25 }, () => item),
  CurrentPageSize: 25,
  CurrentPage: 1,
  CurrentOrderField: 'Id',
  CurrentSortDirection: 1,
  FirstItem: 1,
  HasNextPage: true,
  HasPreviousPage: false,
  LastItem: 25,
  PageNumber: 1,
  PageSize: 25,
  TotalItems: 60,
  TotalPages: 3,
} as const;

export const created = {
  Status: 200,
  Message: 'WebHook was successfully created.',
  Value: { Id: 1 },
  OpenInDialog: false,
  OpenInWindow: false,
  RedirectURL: null,
  JavaScript: null,
  UpdatedOn: '2025-01-15T10:30:00Z',
  UpdatedBy: 'admin@example.com',
  Errors: null,
  WasSuccessful: true,
} as const;
