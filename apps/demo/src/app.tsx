import { RealtimeProvider } from '@herenow/react'
import type { ReactElement } from 'react'
import { useSession } from './identity/use-session.ts'
import { Welcome } from './identity/welcome.tsx'
import type { OpenService } from './services/service.ts'
import { Workspace } from './workspace.tsx'

/** The whole demo on one service: signed out it asks for a name, signed in it shows the rooms. */
export function App({ service }: { readonly service: OpenService }): ReactElement {
  const { session, signIn } = useSession(service)
  return (
    <RealtimeProvider client={session?.client ?? null}>
      {session === null ? (
        <Welcome onSubmit={signIn} />
      ) : (
        <Workspace identity={session.identity} service={service} onRename={signIn} />
      )}
    </RealtimeProvider>
  )
}
