// Made by `concordat generate`. Not to be edited: change the contract, then generate again.

export interface paths {
    "/sys/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks
         * @description Answers one page of the records that the user may see and that pass every filter given. The records of a list have no Description. Times without a zone are taken as UTC. Our choice: a filter that isn't described here is answered with 400.
         */
        get: operations["listWebHooks"];
        /**
         * Update a webhook
         * @description Replaces the whole record named by `Id` in the body: a field that is left out goes back to its default. Fields that the service sets are accepted and ignored. A record may move to another location of the user's; our choice: to one outside of the user's scope is answered with 401.
         */
        put: operations["updateWebHook"];
        /**
         * Create a webhook
         * @description Creates a record in a location of the user's. Our choice: a location outside of the user's scope is answered with 401, and so are URLs refused (400) that name an address which deliveries must not reach.
         */
        post: operations["createWebHook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sys/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a webhook
         * @description Answers one record, with its Description and the health of its deliveries.
         */
        get: operations["getWebHook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description Deletes one record for good. To pause it instead, update it with `Active` false.
         */
        delete: operations["deleteWebHook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a token
         * @description Answers an access token for a user's name and password, or for a refresh token, which is void after that. There is no client id. Access tokens live until they expire, refresh tokens last 15 days.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    webHookTriggered: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver an event to a webhook's URL
         * @description Sent when a webhook's action happens in its location. A receiver answers 2xx as soon as it has the event; any other answer, and none, is a failed delivery, which is tried again.
         */
        post: operations["deliverWebHook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * Format: int64
         * @description The record's number, given by the service at creation and never given again. Our choice: at most 9007199254740991, the largest integer that every JSON reader keeps exact.
         */
        Id: number;
        /**
         * Format: int64
         * @description The id of the location that the webhook belongs to.
         */
        BusinessId: number;
        /** @description The display name. Our choice: at most 255 characters, and not blank. */
        Name: string;
        /** @description Where deliveries are sent. Our choice: http or https, without credentials, written in ASCII, at most 2,048 characters. Addresses inside of the service's own network are refused as well. */
        URL: string;
        /** @description What the webhook is for. Our choice: at most 4,000 characters. */
        Description: string | null;
        /**
         * @description Whether the webhook fires. False pauses it. Our choice is true where it is left out.
         * @default true
         */
        Active: boolean;
        /** @description A key of the user's own, such as the id in another system. Our choice: at most 255 characters. */
        SystemId: string | null;
        /** @description Always null; part of every record of the API. */
        AlwaysNull: Record<string, never> | null;
        /**
         * @description The action that a webhook reacts to, exactly one for each record. None is accepted, and never fires: our choice.
         * @enum {integer}
         */
        eWebhookAction: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31 | 32 | 33 | 34 | 35 | 36 | 37 | 38 | 39 | 40 | 41 | 42 | 43 | 44 | 45 | 46 | 47 | 48 | 49 | 50 | 51 | 52 | 53 | 54 | 55 | 56 | 57 | 58 | 59 | 60 | 61 | 62 | 63 | 64 | 65 | 66 | 67 | 68 | 69 | 70 | 71 | 72 | 73 | 74 | 75 | 76 | 77 | 78 | 79 | 80 | 81 | 82 | 83 | 84 | 85 | 86 | 87 | 88 | 89 | 90;
        /** @description A webhook record as it is stored. */
        WebHook: {
            Id: components["schemas"]["Id"];
            /**
             * Format: uuid
             * @description A UUID that identifies the record across locations. Set by the service.
             */
            UniqueId: string;
            BusinessId: components["schemas"]["BusinessId"];
            Name: components["schemas"]["Name"];
            Action: components["schemas"]["eWebhookAction"];
            URL: components["schemas"]["URL"];
            Description: components["schemas"]["Description"];
            Active: components["schemas"]["Active"];
            /**
             * Format: date-time
             * @description When the webhook last fired, in UTC; null where it never has. Set by the service.
             */
            LastTrigger: string | null;
            /** @description What went wrong in the last failed delivery; null where none has failed. Set by the service. */
            LastError: string | null;
            /**
             * Format: int64
             * @description How many deliveries failed since the webhook was created or last enabled. Set by the service. Our choice: it goes back to 0 when the webhook is enabled again, not before.
             */
            ErrorCount: number;
            /**
             * Format: date-time
             * @description When the record was created, in UTC. Set by the service.
             */
            CreatedOn: string;
            /**
             * Format: date-time
             * @description When the record was last changed, in UTC. Set by the service.
             */
            UpdatedOn: string;
            /** @description The e-mail address of the user who last changed the record. Set by the service. */
            UpdatedBy: string;
            SystemId: components["schemas"]["SystemId"];
            /**
             * @description Always false on a stored record. Set by the service.
             * @constant
             */
            IsNew: false;
            /** @description The record as text. Our choice is its Name. Set by the service. */
            ToStringText: string;
            LocalizationDetails: components["schemas"]["AlwaysNull"];
            CustomFields: components["schemas"]["AlwaysNull"];
        };
        /** @description A webhook record as a list shows it, without its Description. */
        WebHookListItem: {
            Id: components["schemas"]["Id"];
            /**
             * Format: uuid
             * @description A UUID that identifies the record across locations. Set by the service.
             */
            UniqueId: string;
            BusinessId: components["schemas"]["BusinessId"];
            Name: components["schemas"]["Name"];
            Action: components["schemas"]["eWebhookAction"];
            URL: components["schemas"]["URL"];
            Active: components["schemas"]["Active"];
            /**
             * Format: date-time
             * @description When the webhook last fired, in UTC; null where it never has. Set by the service.
             */
            LastTrigger: string | null;
            /** @description What went wrong in the last failed delivery; null where none has failed. Set by the service. */
            LastError: string | null;
            /**
             * Format: int64
             * @description How many deliveries failed since the webhook was created or last enabled. Set by the service. Our choice: it goes back to 0 when the webhook is enabled again, not before.
             */
            ErrorCount: number;
            /**
             * Format: date-time
             * @description When the record was created, in UTC. Set by the service.
             */
            CreatedOn: string;
            /**
             * Format: date-time
             * @description When the record was last changed, in UTC. Set by the service.
             */
            UpdatedOn: string;
            /** @description The e-mail address of the user who last changed the record. Set by the service. */
            UpdatedBy: string;
            SystemId: components["schemas"]["SystemId"];
            /**
             * @description Always false on a stored record. Set by the service.
             * @constant
             */
            IsNew: false;
            /** @description The record as text. Our choice is its Name. Set by the service. */
            ToStringText: string;
            LocalizationDetails: components["schemas"]["AlwaysNull"];
            CustomFields: components["schemas"]["AlwaysNull"];
        };
        /** @description One page of webhook records. */
        WebHookList: {
            /** @description The records of this page. */
            Records: components["schemas"]["WebHookListItem"][];
            /**
             * Format: int64
             * @description The page size that was asked for.
             */
            CurrentPageSize: number;
            /**
             * Format: int64
             * @description The page that was asked for, from 1.
             */
            CurrentPage: number;
            /** @description The field that the list is sorted by. */
            CurrentOrderField: string;
            /**
             * @description 1 ascending, -1 descending.
             * @enum {integer}
             */
            CurrentSortDirection: 1 | -1;
            /**
             * Format: int64
             * @description The number of the page's first record in the whole list, from 1; 0 on an empty page.
             */
            FirstItem: number;
            /** @description Whether a page with records follows. */
            HasNextPage: boolean;
            /** @description Whether a page comes before. */
            HasPreviousPage: boolean;
            /**
             * Format: int64
             * @description The number of the page's last record in the whole list; 0 on an empty page.
             */
            LastItem: number;
            /**
             * Format: int64
             * @description The same as CurrentPage.
             */
            PageNumber: number;
            /**
             * Format: int64
             * @description The same as CurrentPageSize.
             */
            PageSize: number;
            /**
             * Format: int64
             * @description How many records pass the filters, on all pages.
             */
            TotalItems: number;
            /**
             * Format: int64
             * @description How many pages there are; 0 for an empty list.
             */
            TotalPages: number;
        };
        /** @description What a new webhook is made from. */
        WebHookCreate: {
            BusinessId: components["schemas"]["BusinessId"];
            Name: components["schemas"]["Name"];
            Action: components["schemas"]["eWebhookAction"];
            URL: components["schemas"]["URL"];
            Description?: components["schemas"]["Description"];
            Active?: components["schemas"]["Active"];
            SystemId?: components["schemas"]["SystemId"];
            /** @description Given by the service. Accepted and ignored, so that a record can be read, changed and sent back. */
            Id?: unknown;
            /** @description Set by the service (its UUID). Accepted and ignored, so that a record can be read, changed and sent back. */
            UniqueId?: unknown;
            /** @description Set by the service (when it last fired). Accepted and ignored, so that a record can be read, changed and sent back. */
            LastTrigger?: unknown;
            /** @description Set by the service (its last failed delivery). Accepted and ignored, so that a record can be read, changed and sent back. */
            LastError?: unknown;
            /** @description Set by the service (its count of failed deliveries). Accepted and ignored, so that a record can be read, changed and sent back. */
            ErrorCount?: unknown;
            /** @description Set by the service (when it was created). Accepted and ignored, so that a record can be read, changed and sent back. */
            CreatedOn?: unknown;
            /** @description Set by the service (when it was last changed). Accepted and ignored, so that a record can be read, changed and sent back. */
            UpdatedOn?: unknown;
            /** @description Set by the service (who last changed it). Accepted and ignored, so that a record can be read, changed and sent back. */
            UpdatedBy?: unknown;
            /** @description Set by the service (always false on a stored record). Accepted and ignored, so that a record can be read, changed and sent back. */
            IsNew?: unknown;
            /** @description Set by the service (its text form). Accepted and ignored, so that a record can be read, changed and sent back. */
            ToStringText?: unknown;
            /** @description Set by the service (always null). Accepted and ignored, so that a record can be read, changed and sent back. */
            LocalizationDetails?: unknown;
            /** @description Set by the service (always null). Accepted and ignored, so that a record can be read, changed and sent back. */
            CustomFields?: unknown;
        };
        /** @description The record that replaces the one named by Id. Our choice is that Action is required here as well. */
        WebHookUpdate: {
            Id: components["schemas"]["Id"];
            BusinessId: components["schemas"]["BusinessId"];
            Name: components["schemas"]["Name"];
            Action: components["schemas"]["eWebhookAction"];
            URL: components["schemas"]["URL"];
            Description?: components["schemas"]["Description"];
            Active?: components["schemas"]["Active"];
            SystemId?: components["schemas"]["SystemId"];
            /** @description Set by the service (its UUID). Accepted and ignored, so that a record can be read, changed and sent back. */
            UniqueId?: unknown;
            /** @description Set by the service (when it last fired). Accepted and ignored, so that a record can be read, changed and sent back. */
            LastTrigger?: unknown;
            /** @description Set by the service (its last failed delivery). Accepted and ignored, so that a record can be read, changed and sent back. */
            LastError?: unknown;
            /** @description Set by the service (its count of failed deliveries). Accepted and ignored, so that a record can be read, changed and sent back. */
            ErrorCount?: unknown;
            /** @description Set by the service (when it was created). Accepted and ignored, so that a record can be read, changed and sent back. */
            CreatedOn?: unknown;
            /** @description Set by the service (when it was last changed). Accepted and ignored, so that a record can be read, changed and sent back. */
            UpdatedOn?: unknown;
            /** @description Set by the service (who last changed it). Accepted and ignored, so that a record can be read, changed and sent back. */
            UpdatedBy?: unknown;
            /** @description Set by the service (always false on a stored record). Accepted and ignored, so that a record can be read, changed and sent back. */
            IsNew?: unknown;
            /** @description Set by the service (its text form). Accepted and ignored, so that a record can be read, changed and sent back. */
            ToStringText?: unknown;
            /** @description Set by the service (always null). Accepted and ignored, so that a record can be read, changed and sent back. */
            LocalizationDetails?: unknown;
            /** @description Set by the service (always null). Accepted and ignored, so that a record can be read, changed and sent back. */
            CustomFields?: unknown;
        };
        /** @description The answer to a create, update or delete that was carried out. */
        ActionResult: {
            /**
             * Format: int32
             * @description The HTTP status once more.
             * @constant
             */
            Status: 200;
            /** @description What was done, for people. */
            Message: string;
            /** @description What it was done to. */
            Value: {
                Id: components["schemas"]["Id"];
            };
            /**
             * @description For the user interface of Nexudus; always false.
             * @constant
             */
            OpenInDialog: false;
            /**
             * @description For the user interface of Nexudus; always false.
             * @constant
             */
            OpenInWindow: false;
            /** @description For the user interface of Nexudus; always null. */
            RedirectURL: string | null;
            /** @description For the user interface of Nexudus; always null. */
            JavaScript: string | null;
            /**
             * Format: date-time
             * @description When it was done, in UTC.
             */
            UpdatedOn: string;
            /** @description The e-mail address of the user who did it. */
            UpdatedBy: string;
            Errors: components["schemas"]["AlwaysNull"];
            /**
             * @description Always true here.
             * @constant
             */
            WasSuccessful: true;
        };
        /** @description The answer to a request that doesn't keep this contract. */
        ValidationFailure: {
            /** @description A summary, each error as `PropertyName: error message`. Our choice: several are joined by `; ` in the order of Errors. */
            Message: string;
            Value: components["schemas"]["AlwaysNull"];
            /** @description Every error of the request. Our choice: at most 1,000 of the body are told, and as many of the parameters. */
            Errors: components["schemas"]["ValidationError"][];
            /**
             * @description Always false here.
             * @constant
             */
            WasSuccessful: false;
        };
        /** @description One error of a request. */
        ValidationError: {
            /** @description What the client sent, null where it sent nothing. Our choice: a text is cut after 256 characters, and a password is never repeated. */
            AttemptedValue: unknown;
            /** @description What is wrong with it. */
            Message: string;
            /** @description The field as the client knows it, or the name of the query or path parameter. Our choice: `Body` for a body that is no JSON object. */
            PropertyName: string;
        };
        /** @description An answer that says no more than its status does. */
        ErrorMessage: {
            /** @description The status in words. */
            Message: string;
        };
        /** @description A time, as `YYYY-MM-DDTHH:mm`, taken as UTC. Our choice: a full RFC 3339 time is understood as well. */
        FilterTime: string;
        /** @description A request for a token: with a user's name and password, or with a refresh token. Other fields are ignored, as OAuth 2.0 wants it. */
        TokenRequest: {
            /**
             * @description The way of asking.
             * @enum {string}
             */
            grant_type: "password" | "refresh_token";
            /** @description The user's e-mail address. Needed for the grant `password`. */
            username?: string;
            /**
             * Format: password
             * @description The user's password. Needed for the grant `password`.
             */
            password?: string;
            /** @description The refresh token of an earlier answer. Needed for the grant `refresh_token`. */
            refresh_token?: string;
        } & (unknown & unknown);
        /** @description An access token, and a refresh token to get the next one with. */
        Token: {
            /** @description To be sent as `Authorization` after `Bearer`. */
            access_token: string;
            /**
             * @description How to send it.
             * @constant
             */
            token_type: "bearer";
            /**
             * Format: int64
             * @description For how many seconds from now the access token is good.
             */
            expires_in: number;
            /** @description Good for one use within 15 days. */
            refresh_token: string;
        };
        /** @description Why there is no token, as OAuth 2.0 says it. */
        TokenFailure: {
            /**
             * @description The kind of failure.
             * @enum {string}
             */
            error: "invalid_request" | "invalid_grant" | "unsupported_grant_type";
            /** @description The failure in words. */
            error_description: string;
        };
        /** @description The body of a delivery, an array with the one record that the event is about. */
        Delivery: components["schemas"]["EventRecord"][];
        /** @description The record that the event is about: a booking, a customer, an invoice … with the fields that Nexudus documents for it. */
        EventRecord: {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description There is no token, or it isn't good, or its user lacks the role that the operation needs. There is no 403. */
        Unauthorized: {
            headers: {
                /**
                 * @description The scheme that is wanted.
                 * @example Bearer
                 */
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorMessage"];
            };
        };
        /** @description There is no such record, or it belongs to a location outside of the user's scope. For a PUT this is our choice. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": "Not found";
            };
        };
        /** @description Not a method of this path, whatever the operation. Our choice of a body is the one of 400. */
        MethodNotAllowed: {
            headers: {
                Allow: components["headers"]["Allow"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationFailure"];
            };
        };
        /** @description The answer would be JSON, and the request's Accept rules that out. Our choice of a body is the one of 400. */
        NotAcceptable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationFailure"];
            };
        };
        /** @description Too many requests. The status is kept for legacy reasons. There is no body; wait for as long as Retry-After says. */
        Throttled: {
            headers: {
                /**
                 * @description How many seconds to wait.
                 * @example 1
                 */
                "Retry-After": number;
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The body is larger than the service accepts. Our choice of a body is the one of 400. */
        ContentTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationFailure"];
            };
        };
        /** @description The body's media type is none that the operation accepts. Our choice of a body is the one of 400. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationFailure"];
            };
        };
        /** @description Not a method of this path. */
        TokenMethodNotAllowed: {
            headers: {
                Allow: components["headers"]["Allow"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TokenFailure"];
            };
        };
        /** @description The request's Accept, size or media type is none that the operation can work with. */
        TokenRefused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TokenFailure"];
            };
        };
        /** @description A fault of the service. The body says nothing about its cause. */
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorMessage"];
            };
        };
    };
    parameters: never;
    requestBodies: {
        WebHookCreate: {
            content: {
                "application/json": components["schemas"]["WebHookCreate"];
            };
        };
        WebHookUpdate: {
            content: {
                "application/json": components["schemas"]["WebHookUpdate"];
            };
        };
    };
    headers: {
        /**
         * @description The methods of this path.
         * @example GET, POST, PUT
         */
        Allow: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listWebHooks: {
        parameters: {
            query?: {
                /**
                 * @description The page to answer, from 1. A page past the end is empty.
                 * @example 1
                 */
                page?: number;
                /** @description How many records a page has. Our choice: more than 1,000 is refused. */
                size?: number;
                /**
                 * @description The field of the record that the list is sorted by. Our choice: any of them.
                 * @example Name
                 */
                orderBy?: "Id" | "UniqueId" | "BusinessId" | "Name" | "Action" | "URL" | "Description" | "Active" | "LastTrigger" | "LastError" | "ErrorCount" | "CreatedOn" | "UpdatedOn" | "UpdatedBy" | "SystemId" | "IsNew" | "ToStringText" | "LocalizationDetails" | "CustomFields";
                /**
                 * @description The direction of the sort, 1 ascending or -1 descending.
                 * @example 1
                 */
                dir?: 1 | -1;
                /**
                 * @description Only records of the location with this id.
                 * @example 12345
                 */
                WebHook_Business?: components["schemas"]["BusinessId"];
                /**
                 * @description Only records whose Name contains this text. Our choice: anywhere in the field, case ignored.
                 * @example CRM
                 */
                WebHook_Name?: string;
                /**
                 * @description Only records with this action.
                 * @example 6
                 */
                WebHook_Action?: components["schemas"]["eWebhookAction"];
                /**
                 * @description Only records whose Description contains this text. Our choice: anywhere in the field, case ignored.
                 * @example booking
                 */
                WebHook_Description?: string;
                /**
                 * @description Only records whose URL contains this text. Our choice: anywhere in the field, case ignored.
                 * @example crm.example
                 */
                WebHook_URL?: string;
                /**
                 * @description Only records that are active, or only those that are not.
                 * @example true
                 */
                WebHook_Active?: boolean;
                /**
                 * @description Only records whose LastError contains this text. Our choice: anywhere in the field, case ignored.
                 * @example timeout
                 */
                WebHook_LastError?: string;
                /**
                 * @description Only records with exactly this count of failed deliveries.
                 * @example 0
                 */
                WebHook_ErrorCount?: number;
                /**
                 * @description Only records that last fired at this time; without seconds, in this minute.
                 * @example 2025-01-15T10:30
                 */
                WebHook_LastTrigger?: components["schemas"]["FilterTime"];
                /**
                 * @description Only records with at least this count of failed deliveries.
                 * @example 1
                 */
                from_WebHook_ErrorCount?: number;
                /**
                 * @description Only records with at most this count of failed deliveries.
                 * @example 10
                 */
                to_WebHook_ErrorCount?: number;
                /** @description Only records that last fired at this time or later. */
                from_WebHook_LastTrigger?: components["schemas"]["FilterTime"];
                /**
                 * @description Only records that last fired at this time or earlier; without seconds, its whole minute counts.
                 * @example 2025-01-15T10:30
                 */
                to_WebHook_LastTrigger?: components["schemas"]["FilterTime"];
                /**
                 * @description Only records created at this time or later.
                 * @example 2025-01-15T10:30
                 */
                from_WebHook_CreatedOn?: components["schemas"]["FilterTime"];
                /**
                 * @description Only records created at this time or earlier; without seconds, its whole minute counts.
                 * @example 2025-01-15T10:30
                 */
                to_WebHook_CreatedOn?: components["schemas"]["FilterTime"];
                /**
                 * @description Only records last changed at this time or later.
                 * @example 2025-01-15T10:30
                 */
                from_WebHook_UpdatedOn?: components["schemas"]["FilterTime"];
                /**
                 * @description Only records last changed at this time or earlier; without seconds, its whole minute counts.
                 * @example 2025-01-15T10:30
                 */
                to_WebHook_UpdatedOn?: components["schemas"]["FilterTime"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of records. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebHookList"];
                };
            };
            /** @description The request doesn't keep this contract; every error in it is reported at once. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationFailure"];
                };
            };
            401: components["responses"]["Unauthorized"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Throttled"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateWebHook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["WebHookUpdate"];
        responses: {
            /** @description The record was replaced. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionResult"];
                };
            };
            /** @description The request doesn't keep this contract; every error in it is reported at once. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationFailure"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Throttled"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createWebHook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["WebHookCreate"];
        responses: {
            /** @description The record was created; `Value.Id` is its id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionResult"];
                };
            };
            /** @description The request doesn't keep this contract; every error in it is reported at once. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationFailure"];
                };
            };
            401: components["responses"]["Unauthorized"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Throttled"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getWebHook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The Id of the record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebHook"];
                };
            };
            /** @description The request doesn't keep this contract; every error in it is reported at once. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationFailure"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Throttled"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deleteWebHook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The Id of the record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record was deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionResult"];
                };
            };
            /** @description The request doesn't keep this contract; every error in it is reported at once. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationFailure"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Throttled"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description The tokens. */
            200: {
                headers: {
                    /** @description Tokens are not to be kept by anybody in between. */
                    "Cache-Control": "no-store";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description The request can't be answered with a token. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenFailure"];
                };
            };
            405: components["responses"]["TokenMethodNotAllowed"];
            406: components["responses"]["TokenRefused"];
            409: components["responses"]["Throttled"];
            413: components["responses"]["TokenRefused"];
            415: components["responses"]["TokenRefused"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deliverWebHook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description HMAC-SHA256 of the body's bytes with the location's shared secret, in upper-case hexadecimal. Only sent where the location has a secret. Our choice: the bytes are those that are sent, in UTF-8.
                 * @example 5D5D139563C95B5967B9BD9A8C9B233A9DEDB45072794CD232DC1B74832607D0
                 */
                "X-Nexudus-Hook-Signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Delivery"];
            };
        };
        responses: {
            /** @description The event was received. The body is not read. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The delivery failed and is tried again. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
