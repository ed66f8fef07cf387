'use client'

import { useEffect, useLayoutEffect } from 'react'

/** A layout effect that React 18 doesn't complain about on a server, where it does nothing anyway. */
export const useBrowserLayoutEffect: typeof useLayoutEffect =
  typeof document === 'undefined' ? useEffect : useLayoutEffect
