import type { Client } from '@herenow/react'
import { useState } from 'react'
import { loadIdentity, saveIdentity } from './identity.ts'
import type { Identity } from './identity.ts'
import type { OpenService } from '../services/service.ts'

interface Session {
  readonly identity: Identity
  readonly client: Client
}

/** Who is signed in on this tab. Another name is another client: what others see is said when it connects. */
export function useSession({ clientFor }: OpenService): { session: Session | null; signIn: (name: string) => void } {
  const [session, setSession] = useState<Session | null>(() => {
    const identity = loadIdentity()
    return identity === null ? null : { identity, client: clientFor(identity) }
  })
  const signIn = (name: string): void => {
    const identity = saveIdentity(name, session?.identity ?? null)
    setSession({ identity, client: clientFor(identity) })
    void session?.client.close()
  }
  return { session, signIn }
}
