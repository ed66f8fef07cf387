'use client'

import { useConfig } from './use-config.ts'

/** Formats numbers for the current locale, without importing the other formatters. */
export function useNumber(): (value: number) => string {
  const { formatters, locale } = useConfig()
  return formatters.number ?? ((value) => value.toLocaleString(locale))
}
