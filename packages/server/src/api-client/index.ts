export { createApi } from './create-api.ts'
export type { Api, ApiBroadcastOutcome, ApiTokenOptions, RefreshOptions } from './create-api.ts'
export { ApiError } from './api-error.ts'
export type { AskOptions as ApiOptions } from './ask.ts'
