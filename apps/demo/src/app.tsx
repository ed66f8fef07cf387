import { RealtimeProvider } from '@herenow/react'
import type { ReactElement } from 'react'
import { useSession } from './identity/use-session.ts'
import { Welcome } from './identity/welcome.tsx'
import { Workspace } from './workspace.tsx'

/** The whole demo: signed out it asks for a name, signed in it shows the rooms. */
export function App(): ReactElement {
  const { session, signIn } = useSession()
  return (
    <RealtimeProvider client={session?.client ?? null}>
      {session === null ? <Welcome onSubmit={signIn} /> : <Workspace identity={session.identity} onRename={signIn} />}
    </RealtimeProvider>
  )
}
