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

/** The state that a `render` of `Avatar` gets. */
export interface AvatarState {
  /** `image`: the picture is shown, or on its way; `initials`: there is none, or it can't be loaded. */
  readonly state: 'image' | 'initials'
  readonly status: PersonStatus | undefined
}

/** Props of `Avatar`, besides the attributes of its `span`. */
export interface AvatarOptions {
  /** The client id. The colour behind the initials is derived from it. */
  readonly id: string
  readonly name: string
  /** URL of a picture: http(s), a data or blob image, or a path. Anything else is ignored. */
  readonly src?: string | undefined
  /** `#rgb` or `#rrggbb`, behind the initials. Default: derived from `id`. */
  readonly color?: string | undefined
  /** A colour angle from 0 to 359, which replaces the one derived from `id`. Lists use it to keep colours apart. */
  readonly hue?: number | undefined
  readonly status?: PersonStatus | undefined
  readonly size?: AvatarSize | undefined
  readonly shape?: 'circle' | 'square' | undefined
  /** `true`: the name is beside it, so screen readers skip it. Default `false`. */
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

/** The attributes of the picture; `null` without one, and after it failed to load, until `src` changes. */
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
