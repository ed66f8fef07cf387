import type { Client } from '@herenow/core'
import { Profiler, StrictMode } from 'react'
import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { RealtimeProvider } from '../src/index.ts'

export interface Mounted {
  readonly container: HTMLElement
  /** What is on the page. */
  text(): string
  /** Commits since `mount`, that of the mount included. */
  commits(): number
  render(children: ReactNode, client?: Client | null): void
  unmount(): void
}

export interface MountOptions {
  readonly client: Client | null
  /** Default `true`, as most apps run in development. */
  readonly strict?: boolean
}

/** Renders into the page under a provider; each call commits, and runs effects, before it returns. */
export function mount(children: ReactNode, { client, strict = true }: MountOptions): Mounted {
  const container = document.createElement('div')
  document.body.append(container)
  const root = createRoot(container)
  let commits = 0
  let current = client
  const render = (next: ReactNode): void => {
    const tree = (
      <Profiler id="page" onRender={() => (commits += 1)}>
        <RealtimeProvider client={current}>{next}</RealtimeProvider>
      </Profiler>
    )
    flushSync(() => root.render(strict ? <StrictMode>{tree}</StrictMode> : tree))
  }
  render(children)
  return {
    container,
    text: () => container.textContent,
    commits: () => commits,
    render(next, nextClient = current) {
      current = nextClient
      render(next)
    },
    unmount() {
      flushSync(() => root.unmount())
      container.remove()
    },
  }
}
