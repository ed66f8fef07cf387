'use client'

import { useConfig } from './use-config.ts'

/** How numbers are written here, for parts that write nothing else: it brings no other formatters. */
export function useNumber(): (value: number) => string {
  const { formatters, locale } = useConfig()
  return formatters.number ?? ((value) => value.toLocaleString(locale))
}
