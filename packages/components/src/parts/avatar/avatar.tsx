'use client'

import { useCallback, useState } from 'react'
import type { ComponentPropsWithRef } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useStrings } from '../../config/use-strings.ts'
import { imageSource } from '../../people/image-source.ts'
import { initials } from '../../people/initials.ts'
import { colorIn, personStyle } from '../../people/person-color.ts'
import type { PersonStatus } from '../../people/person.ts'
import { presenceEnglish } from '../../strings/presence-english.ts'
import { StatusDot } from '../status-dot/status-dot.tsx'

/** How large an avatar is: 24, 32 or 40 px at the browser's default text size. */
export type AvatarSize = 'small' | 'medium' | 'large'

/** What a `render` of `Avatar` is told. */
export interface AvatarState {
  /** `image`: the picture is shown, or on its way; `initials`: there is none, or it can't be loaded. */
  readonly state: 'image' | 'initials'
  readonly status: PersonStatus | undefined
}

/** What `Avatar` takes besides the attributes of a `span`. */
export interface AvatarOptions {
  /** The client id: it chooses the colour behind the initials. */
  readonly id: string
  readonly name: string
  /** URL of a picture: http(s), a data or blob image, or a path. Anything else is ignored. */
  readonly src?: string | undefined
  /** `#rgb` or `#rrggbb`, behind the initials. Default: made of `id`. */
  readonly color?: string | undefined
  /** An angle from 0 to 359 instead of the one that `id` gives, where lists keep colours apart. */
  readonly hue?: number | undefined
  readonly status?: PersonStatus | undefined
  readonly size?: AvatarSize | undefined
  readonly shape?: 'circle' | 'square' | undefined
  /** `true`: the name stands beside it, so screen readers skip it. Default `false`. */
  readonly decorative?: boolean | undefined
}

export type AvatarProps = PartProps<'span', AvatarState, AvatarOptions>

/** Somebody's picture, or their initials on a colour of their own. */
export const Avatar: Part<'span', AvatarProps> = definePart(
  'avatar',
  'span',
  function Avatar({
    id,
    name,
    src,
    color,
    hue,
    status,
    size = 'medium',
    shape = 'circle',
    decorative = false,
    style,
    ...rest
  }) {
    const strings = useStrings(presenceEnglish)
    const picture = usePicture(imageSource(src))
    const label = status === undefined ? name : strings.nameWithStatus(name, strings.status[status])
    const spoken = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
    const state = picture === null ? 'initials' : 'image'
    return {
      ...spoken,
      ...rest,
      style: { ...personStyle(id, colorIn({ color }), hue), ...style },
      'data-state': state,
      'data-size': size,
      'data-shape': shape,
      'data-status': status,
      children: (
        <>
          <span className="hn-avatar-face" aria-hidden="true">
            <span className="hn-avatar-initials">{initials(name)}</span>
            {picture && <img className="hn-avatar-image" alt="" referrerPolicy="no-referrer" {...picture} />}
          </span>
          {status && <StatusDot className="hn-avatar-status" status={status} decorative />}
        </>
      ),
      state: { state, status },
    }
  },
)

/** A picture until it turns out that it can't be loaded; `null` from then on, until `src` changes. */
function usePicture(src: string | undefined): ComponentPropsWithRef<'img'> | null {
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
