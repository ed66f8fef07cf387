'use client'

import { useMemo } from 'react'
import type { Strings } from '../strings/strings.ts'
import { useConfig } from './use-config.ts'

/**
 * What a part says: its own defaults, with what the user replaced.
 *
 * A part passes the defaults of its own area only, so that importing an avatar doesn't bring the words of a chat.
 */
export function useStrings<Area extends Partial<Strings>>(defaults: Area): Area {
  const { strings } = useConfig()
  return useMemo(() => ({ ...defaults, ...strings }), [defaults, strings])
}
