'use client'

import { useContext, useMemo } from 'react'
import { ConfigContext } from './config.ts'
import type { Config } from './config.ts'
import { formattersFor } from './formatters.ts'
import type { Formatters } from './formatters.ts'

/** What the nearest `HerenowUI` says, or the defaults where there is none. */
export function useConfig(): Config {
  return useContext(ConfigContext)
}

/** How numbers, times and lists are written here. For parts of your own, too. */
export function useFormatters(): Formatters {
  const { locale, timeZone, formatters } = useConfig()
  return useMemo(() => ({ ...formattersFor(locale, timeZone), ...formatters }), [locale, timeZone, formatters])
}
