import type { UserInfo } from '@herenow/react'

/** What to call somebody. Others say it of themselves, so it may be missing or anything. */
export function displayName(info: UserInfo | null): string {
  const name: unknown = info?.name
  return typeof name === 'string' && name.trim() !== '' ? name : 'Somebody'
}
