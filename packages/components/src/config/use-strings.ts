'use client'

import { useMemo } from 'react'
import type { Strings } from '../strings/strings.ts'
import { useConfig } from './use-config.ts'

/**
 * The texts of a component: its defaults, with the replacements from `HerenowUI`.
 *
 * A component passes the defaults of its own area only: importing an avatar doesn't import the texts of a chat.
 */
export function useStrings<Area extends Partial<Strings>>(defaults: Area): Area {
  const { strings } = useConfig()
  return useMemo(() => ({ ...defaults, ...strings }), [defaults, strings])
}
