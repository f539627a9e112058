// Made by `concordat generate`. Not to be edited: change the contract, then generate again.

export const ListWebHooksOrderBy = {
  Id: 'Id',
  UniqueId: 'UniqueId',
  BusinessId: 'BusinessId',
  Name: 'Name',
  Action: 'Action',
  URL: 'URL',
  Description: 'Description',
  Active: 'Active',
  LastTrigger: 'LastTrigger',
  LastError: 'LastError',
  ErrorCount: 'ErrorCount',
  CreatedOn: 'CreatedOn',
  UpdatedOn: 'UpdatedOn',
  UpdatedBy: 'UpdatedBy',
  SystemId: 'SystemId',
  IsNew: 'IsNew',
  ToStringText: 'ToStringText',
  LocalizationDetails: 'LocalizationDetails',
  CustomFields: 'CustomFields',
} as const;

export type ListWebHooksOrderBy = (typeof ListWebHooksOrderBy)[keyof typeof ListWebHooksOrderBy];

export const ListWebHooksDir = {
  Ascending: 1,
  Descending: -1,
} as const;

export type ListWebHooksDir = (typeof ListWebHooksDir)[keyof typeof ListWebHooksDir];

/** The action that a webhook reacts to, exactly one for each record. None is accepted, and never fires: our choice. */
export const eWebhookAction = {
  /** No event. A webhook with this action never fires. */
  None: 1,
  /** A customer's record was changed. */
  CoworkerUpdate: 2,
  /** A customer was created. */
  CoworkerCreate: 3,
  /** A blog post was created. */
  BlogPostCreate: 4,
  /** A blog post was changed. */
  BlogPostUpdate: 5,
  /** A booking was created. */
  BookingCreate: 6,
  /** A booking was changed. */
  BookingUpdate: 7,
  /** A booking was deleted. */
  BookingDelete: 8,
  /** A welcome e-mail was sent to a customer. */
  SendWelcomeEmail: 9,
  /** A customer's contract became active. */
  CoworkerContractActivate: 10,
  /** A customer's contract was cancelled. */
  CoworkerContractCancel: 11,
  /** A customer's contract was renewed. */
  CoworkerContractRenew: 12,
  /** A customer's contract moved to another plan. */
  CoworkerContractUpgradeDowngrade: 13,
  /** A customer's first contract became active. */
  CoworkerContractActivateFirst: 14,
  /** A customer's first invoice was created. */
  CoworkerInvoiceCreateFirst: 15,
  /** An invoice was created. */
  CoworkerInvoiceCreate: 16,
  /** An invoice was deleted. */
  CoworkerInvoiceDelete: 17,
  /** An invoice was changed. */
  CoworkerInvoiceUpdate: 18,
  /** An invoice was refunded. */
  CoworkerInvoiceRefund: 19,
  /** A credit note was issued for an invoice. */
  CoworkerInvoiceCreditNote: 20,
  /** An invoice was paid in full. */
  CoworkerInvoicePaid: 21,
  /** A payment of an invoice failed. */
  CoworkerInvoiceFailedPayment: 22,
  /** A payment of an invoice was received. */
  CoworkerInvoiceReceivedPayment: 23,
  /** An invoice started waiting for its payment. */
  CoworkerInvoiceAwaitingPayment: 24,
  /** A calendar event was created. */
  CalendarEventCreate: 25,
  /** A calendar event was changed. */
  CalendarEventUpdate: 26,
  /** An attendee of a calendar event was deleted. */
  CalendarEventAttendeeDelete: 27,
  /** An attendee of a calendar event was created. */
  CalendarEventAttendeeCreate: 28,
  /** An attendee of a calendar event was changed. */
  CalendarEventAttendeeUpdate: 29,
  /** A message was posted to the location's chat. */
  GlobalChatMessageCreate: 30,
  /** A newsletter subscriber was created. */
  NewsLetterSubscriberCreate: 31,
  /** Somebody subscribed to a newsletter. */
  NewsLetterSubscriberSubscribed: 32,
  /** Somebody unsubscribed from a newsletter. */
  NewsLetterSubscriberUnSubscribed: 33,
  /** A newsletter subscriber was removed from a group. */
  NewsLetterSubscriberRemovedFromGroup: 34,
  /** A customer checked out of the location. */
  CoworkerCheckout: 35,
  /** A customer checked in to the location. */
  CoworkerCheckin: 36,
  /** A customer's check-in was refused. */
  CoworkerCheckinFailed: 37,
  /** A host was notified of a visitor. */
  VisitorNotification: 38,
  /** A thread was started on the community board. */
  CommunityBoardNewThread: 39,
  /** A reply was posted on the community board. */
  CommunityBoardNewReply: 40,
  /** A visitor checked in. */
  VisitorCheckedin: 41,
  /** A visitor was registered. */
  VisitorRegistered: 42,
  /** A blog post was deleted. */
  BlogPostDelete: 43,
  /** A calendar event was deleted. */
  CalendarEventDelete: 44,
  /** A help desk message was created. */
  HelDeskMessageCreated: 45,
  /** A comment was added to a help desk message. */
  HelpDeskCommentCreated: 46,
  /** A check-in record was created. */
  CheckinCreated: 47,
  /** A check-in record was changed. */
  CheckinUpdated: 48,
  /** A check-in record was deleted. */
  CheckinDeleted: 49,
  /** A customer was deleted. */
  CoworkerDelete: 50,
  /** A message to a customer was created. */
  CoworkerMessageCreate: 51,
  /** A mail or parcel delivery was recorded. */
  DeliveryCreated: 52,
  /** A mail or parcel delivery was assigned to a customer. */
  DeliveryAssigned: 53,
  /** A proposal was created. */
  ProposalCreated: 54,
  /** A proposal was changed. */
  ProposalUpdated: 55,
  /** A proposal was deleted. */
  ProposalDeleted: 56,
  /** A team was created. */
  TeamCreated: 57,
  /** A team was changed. */
  TeamUpdated: 58,
  /** A team was deleted. */
  TeamDeleted: 59,
  /** A customer's contract was changed. */
  CoworkerContractUpdate: 60,
  /** A customer's access rights were changed. */
  AccessControlUpdate: 61,
  /** A customer's contract was created. */
  CoworkerContractCreate: 62,
  /** A check-in failed. */
  FailedCheckin: 63,
  /** A visitor was deleted. */
  VisitorDeleted: 64,
  /** A ledger entry of an invoice was created. */
  CoworkerInvoiceLedgerEntryCreate: 65,
  /** A ledger entry of an invoice was deleted. */
  CoworkerInvoiceLedgerEntryDelete: 66,
  /** A ledger entry of an invoice was changed. */
  CoworkerInvoiceLedgerEntryUpdate: 67,
  /** A product was added to a customer's account. */
  CoworkerProductCreate: 68,
  /** A product on a customer's account was changed. */
  CoworkerProductUpdate: 69,
  /** A product was removed from a customer's account. */
  CoworkerProductDelete: 70,
  /** A desk or office was added to a floor plan. */
  FloorPlanDeskCreate: 71,
  /** A desk or office was deleted from a floor plan. */
  FloorPlanDeskDelete: 72,
  /** A desk or office on a floor plan was changed. */
  FloorPlanDeskUpdate: 73,
  /** A plan was created. */
  TariffCreate: 74,
  /** A plan was deleted. */
  TariffDelete: 75,
  /** A plan was changed. */
  TariffUpdate: 76,
  /** A customer's contract was deleted. */
  CoworkerContractDelete: 77,
  /** A floor plan was created. */
  FloorPlanCreate: 78,
  /** A floor plan was deleted. */
  FloorPlanDelete: 79,
  /** A floor plan was changed. */
  FloorPlanUpdate: 80,
  /** A product was created. */
  ProductCreate: 81,
  /** A product was deleted. */
  ProductDelete: 82,
  /** A product was changed. */
  ProductUpdate: 83,
  /** The location's own record was changed. */
  BusinessUpdate: 84,
  /** A community group was created. */
  CommunityGroupCreate: 85,
  /** A community group was deleted. */
  CommunityGroupDelete: 86,
  /** A community group was changed. */
  CommunityGroupUpdate: 87,
  /** A customer's payment method was added. */
  CoworkerPaymentMethodCreate: 88,
  /** A customer's payment method was deleted. */
  CoworkerPaymentMethodDelete: 89,
  /** A customer's payment method was changed. */
  CoworkerPaymentMethodUpdate: 90,
} as const;

export type eWebhookAction = (typeof eWebhookAction)[keyof typeof eWebhookAction];

/** 1 ascending, -1 descending. */
export const WebHookListCurrentSortDirection = {
  Ascending: 1,
  Descending: -1,
} as const;

export type WebHookListCurrentSortDirection = (typeof WebHookListCurrentSortDirection)[keyof typeof WebHookListCurrentSortDirection];

/** The way of asking. */
export const TokenRequestGrantType = {
  password: 'password',
  refresh_token: 'refresh_token',
} as const;

export type TokenRequestGrantType = (typeof TokenRequestGrantType)[keyof typeof TokenRequestGrantType];

/** The kind of failure. */
export const TokenFailureError = {
  invalid_request: 'invalid_request',
  invalid_grant: 'invalid_grant',
  unsupported_grant_type: 'unsupported_grant_type',
} as const;

export type TokenFailureError = (typeof TokenFailureError)[keyof typeof TokenFailureError];
