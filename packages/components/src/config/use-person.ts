'use client'

import type { UserInfo } from '@herenow/react'
import { useEffect, useSyncExternalStore } from 'react'
import { displayName, shortId } from '../people/display-name.ts'
import { colorIn } from '../people/person-color.ts'
import type { Person } from '../people/person.ts'
import { presenceEnglish } from '../strings/presence-english.ts'
import { useConfig } from './use-config.ts'
import { useStrings } from './use-strings.ts'
import type { ResolvedUser } from './user-directory.ts'

const neverChanges = () => () => {}

/**
 * The name, picture and colour to show for somebody: from `resolveUser`, else from `info`, else from the client id.
 *
 * `info` comes from others and may be anything; the result is safe to show.
 */
export function usePerson(clientId: string, info: UserInfo | null): Person {
  const { users } = useConfig()
  const { somebody } = useStrings(presenceEnglish)
  const find = () => users?.find(clientId)
  const resolved = useSyncExternalStore(users?.subscribe ?? neverChanges, find, find)
  useEffect(() => users?.ask(clientId), [users, clientId])
  const avatar: unknown = resolved?.avatar ?? info?.avatar
  return {
    name: nameOf(resolved, { clientId, info }, somebody),
    avatar: typeof avatar === 'string' ? avatar : undefined,
    color: colorIn(resolved) ?? colorIn(info),
  }
}

/** The name to show. People without a name are shown by client id, so that they can be told apart. */
export function nameOf(
  resolved: ResolvedUser | undefined,
  { clientId, info }: { readonly clientId: string; readonly info: UserInfo | null },
  somebody: string,
): string {
  return displayName(resolved?.name) ?? displayName(info?.name) ?? shortId(clientId) ?? somebody
}
