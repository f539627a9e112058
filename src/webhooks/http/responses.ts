import type { OperationResponse } from '../../../generated/server.ts';
import { CodedError } from '../../http.ts';
import { deliveryErrorCodes } from '../delivery-service.ts';
import { secretErrorCodes } from '../secret-service.ts';
import type { User } from '../storage.ts';
import { webHookErrorCodes } from '../webhook-service.ts';

type Result = Extract<OperationResponse<'createWebHook'>, { status: 200 }>['body'];

/** The envelope of a write that was carried out. @param on in UTC, to the second */
export function actionResult<Value>(message: string, value: Value, on: string, by: User) {
  const result: Omit<Result, 'Value'> & { Value: Value } = {
    Status: 200,
    Message: message,
    Value: value,
    OpenInDialog: false,
    OpenInWindow: false,
    RedirectURL: null,
    JavaScript: null,
    UpdatedOn: on,
    UpdatedBy: by.email,
    Errors: null,
    WasSuccessful: true,
  };
  return result;
}

export function notFound() {
  return { status: 404, body: 'Not found' } as const;
}

export function denied() {
  return {
    status: 401,
    headers: { 'WWW-Authenticate': 'Bearer' },
    body: { Message: 'Authorization has been denied for this request.' },
  } as const;
}

/** The refusals that have a response of their own, by their code. */
const refusals: Readonly<Record<string, 'notFound' | 'denied'>> = {
  [webHookErrorCodes.notFound]: 'notFound',
  [webHookErrorCodes.denied]: 'denied',
  [deliveryErrorCodes.notFound]: 'notFound',
  [deliveryErrorCodes.denied]: 'denied',
  [secretErrorCodes.denied]: 'denied',
};

/** The result of a use case, or why it was refused. Other errors are thrown. */
export async function attempt<T>(useCase: () => Promise<T>): Promise<T | 'notFound' | 'denied'> {
  try {
    return await useCase();
  } catch (error) {
    const refusal = error instanceof CodedError ? refusals[error.code] : undefined;
    if (refusal === undefined) throw error;
    return refusal;
  }
}
