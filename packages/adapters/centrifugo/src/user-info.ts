import type { UserInfo } from '@herenow/adapter'

/** What others may see of a user, where it has the shape of that. */
export function userInfo(value: unknown): UserInfo | null {
  return isRecord(value) ? value : null
}

/** Whether it is an object with names, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
