'use client'

import { useCallback, useState } from 'react'

/** What goes on to the `img`. */
export interface Picture {
  readonly src: string
  readonly ref: (image: HTMLImageElement | null) => void
  readonly onError: () => void
}

/** A picture until it turns out that it can't be loaded; `null` from then on, until `src` changes. */
export function usePicture(src: string | undefined): Picture | null {
  const [broken, setBroken] = useState<string>()
  // A picture that came with the server's HTML may have failed before anybody listened.
  const ref = useCallback(
    (image: HTMLImageElement | null) => {
      if (image?.complete && image.currentSrc && image.naturalWidth === 0) setBroken(src)
    },
    [src],
  )
  if (src === undefined || src === broken) return null
  return { src, ref, onError: () => setBroken(src) }
}
