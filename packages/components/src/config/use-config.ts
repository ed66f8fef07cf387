'use client'

import { useContext, useMemo } from 'react'
import { ConfigContext } from './config.ts'
import type { Config } from './config.ts'
import { formattersFor } from './formatters.ts'
import type { Formatters } from './formatters.ts'

/** The settings of the nearest `HerenowUI`, or the defaults without one. */
export function useConfig(): Config {
  return useContext(ConfigContext)
}

/** Formats numbers, times and lists for the current locale. Made for your own components too. */
export function useFormatters(): Formatters {
  const { locale, timeZone, formatters } = useConfig()
  return useMemo(() => ({ ...formattersFor(locale, timeZone), ...formatters }), [locale, timeZone, formatters])
}
