'use client'

import { createContext } from 'react'
import type { Context } from 'react'
import type { Strings } from '../strings/strings.ts'
import type { Formatters } from './formatters.ts'
import type { UserDirectory } from './user-directory.ts'

/** The settings that `HerenowUI` passes to the components below it. */
export interface Config {
  readonly locale: string
  /** An IANA name; `undefined`: the viewer's own. */
  readonly timeZone: string | undefined
  /** Only what the user replaced: `useFormatters` brings the others. */
  readonly formatters: Partial<Formatters>
  /** Only what the user replaced: each part brings its own defaults. */
  readonly strings: Partial<Strings>
  /** `null`: names and pictures come from `info`. */
  readonly users: UserDirectory | null
  /** The element that popups are rendered into; `null`: the place where they are declared. */
  readonly portalContainer: Element | null
}

/** Used without any provider. Fixed, so that a server and every browser render the same. */
const defaultConfig: Config = {
  locale: 'en',
  timeZone: undefined,
  formatters: {},
  strings: {},
  users: null,
  portalContainer: null,
}

export const ConfigContext: Context<Config> = createContext(defaultConfig)
