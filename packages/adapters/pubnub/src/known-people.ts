import type { UserInfo } from '@herenow/adapter'

/** What users have last said of themselves, in messages and states: a signal has little room for it. */
export interface KnownPeople {
  heard(clientId: string, info: UserInfo | null): void
  infoOf(clientId: string): UserInfo | null
}

/** Beyond, those not heard of for longest are forgotten. */
const most = 1_000

export function createKnownPeople(): KnownPeople {
  const people = new Map<string, UserInfo>()
  return {
    heard(clientId, info) {
      if (!info) return
      people.delete(clientId)
      people.set(clientId, info)
      const [oldest] = people.keys()
      if (people.size > most && oldest !== undefined) people.delete(oldest)
    },
    infoOf: (clientId) => people.get(clientId) ?? null,
  }
}
