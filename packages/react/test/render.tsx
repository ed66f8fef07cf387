import type { Client } from '@herenow/core'
import { render, renderHook } from '@testing-library/react'
import type { RenderHookResult, RenderOptions, RenderResult } from '@testing-library/react'
import { Profiler } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { RealtimeProvider } from '../src/index.ts'
import './testing-library.ts'

/** How a test renders with a client. */
export interface WithClient {
  readonly client: Client | null
  /** Default `true`. */
  readonly strict?: boolean
}

/** What a test can count. */
export interface Counted {
  /** Commits so far, the first one included. */
  readonly commits: () => number
}

/** Testing Library's `render` with a provider around it, and commits counted. */
export function renderWithClient(ui: ReactNode, { client, strict = true }: WithClient): RenderResult & Counted {
  const { wrapper, commits } = providerOf(client)
  const options: RenderOptions = { wrapper, reactStrictMode: strict }
  return { ...render(ui, options), commits }
}

/** Testing Library's `renderHook` with a provider around it, and commits counted. */
export function renderHookWithClient<Result, Props>(
  hook: (props: Props) => Result,
  { client, strict = true, ...options }: WithClient & { readonly initialProps?: Props },
): RenderHookResult<Result, Props> & Counted {
  const { wrapper, commits } = providerOf(client)
  return { ...renderHook(hook, { ...options, wrapper, reactStrictMode: strict }), commits }
}

interface Provider extends Counted {
  readonly wrapper: (props: { readonly children: ReactNode }) => ReactElement
}

function providerOf(client: Client | null): Provider {
  let commits = 0
  return {
    commits: () => commits,
    wrapper: ({ children }) => (
      <Profiler id="page" onRender={() => (commits += 1)}>
        <RealtimeProvider client={client}>{children}</RealtimeProvider>
      </Profiler>
    ),
  }
}
