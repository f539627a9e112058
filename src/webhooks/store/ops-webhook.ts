import type { WebHook } from '../storage.ts';

/** The action that never fires. */
export const noAction = 1;

/** Where operators' events are delivered: no webhook has this id. */
export const opsWebhookId = 0;

/** Stands for the operators' endpoint, whose URL is the engine's matter. */
export const opsWebhook: WebHook = {
  Id: opsWebhookId,
  UniqueId: '00000000-0000-0000-0000-000000000000',
  BusinessId: 0,
  Name: 'Operators',
  Action: noAction,
  URL: '',
  Description: null,
  Active: true,
  LastTrigger: null,
  LastError: null,
  ErrorCount: 0,
  CreatedOn: '1970-01-01T00:00:00Z',
  UpdatedOn: '1970-01-01T00:00:00Z',
  UpdatedBy: '',
  SystemId: null,
  IsNew: false,
  ToStringText: 'Operators',
  LocalizationDetails: null,
  CustomFields: null,
};
