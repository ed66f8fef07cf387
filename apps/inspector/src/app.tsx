import { RealtimeProvider } from '@herenow/react'
import type { ReactElement } from 'react'
import { KeyForm } from './access/key-form.tsx'
import { useAccess } from './access/use-access.ts'
import { Inspector } from './inspector.tsx'

/** Asks for a key, and shows what it opens. */
export function App(): ReactElement {
  const { state, open, close } = useAccess()
  if (state.status !== 'open') {
    const reason = state.status === 'locked' ? state.reason : null
    return <KeyForm isTrying={state.status === 'trying'} reason={reason} onKey={open} />
  }
  const { access } = state
  return (
    <RealtimeProvider client={access.client}>
      <Inspector access={access} onClose={close} />
    </RealtimeProvider>
  )
}
