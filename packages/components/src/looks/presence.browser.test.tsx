import '../styles/styles.css'
import type { ReactNode } from 'react'
import { beforeAll, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { loadTestFont, showLook } from '../../test/look.tsx'
import type { Look } from '../../test/look.tsx'
import { Avatar } from '../parts/avatar/avatar.tsx'
import { OccupancyBadgeView } from '../parts/occupancy-badge/occupancy-badge-view.tsx'
import { PresenceAvatarsView } from '../parts/presence-avatars/presence-avatars-view.tsx'
import { PresenceListView } from '../parts/presence-list/presence-list-view.tsx'
import { sampleMembers, samplePicture } from '../stories/sample-members.ts'

// Small differences between two versions of a browser are let through; a moved, missing or recoloured part is not.
const tolerance = { comparatorOptions: { threshold: 0.15, allowedMismatchedPixelRatio: 0.01 } }

const looks: readonly (readonly [string, Look])[] = [
  ['light', { theme: 'light', dir: 'ltr', density: 'comfortable' }],
  ['dark', { theme: 'dark', dir: 'ltr', density: 'comfortable' }],
  ['right-to-left', { theme: 'light', dir: 'rtl', density: 'comfortable' }],
  ['compact', { theme: 'light', dir: 'ltr', density: 'compact' }],
]

const gap = { display: 'flex', gap: 12, alignItems: 'center', marginBlockEnd: 12 }

const scene: ReactNode = (
  <>
    <div style={gap}>
      <Avatar id="ada" name="Ada Lovelace" status="active" size="small" />
      <Avatar id="alan" name="Alan Turing" status="idle" src={samplePicture} />
      <Avatar id="grace" name="Grace Hopper" status="offline" size="large" />
      <Avatar id="tim" name="Tim Berners-Lee" size="large" shape="square" status="active" />
      <OccupancyBadgeView count={1_284} />
      <OccupancyBadgeView count={0} />
    </div>
    <div style={gap}>
      <PresenceAvatarsView members={sampleMembers(9)} size="small" />
      <PresenceAvatarsView members={sampleMembers(16)} max={3} size="large" />
    </div>
    <PresenceListView members={sampleMembers(5)} selfId="person-3" groupByStatus />
  </>
)

beforeAll(loadTestFont)

it.each(looks)('presence looks as it did: %s', async (name, look) => {
  await expect.element(showLook(scene, look)).toMatchScreenshot(`presence-${name}`, tolerance)
})

it.each(looks)('the open list looks as it did: %s', async (name, look) => {
  const scene = (
    <div style={{ minBlockSize: 360 }}>
      <PresenceAvatarsView members={sampleMembers(12)} max={4} selfId="person-1" />
    </div>
  )
  const element = showLook(scene, look)
  element.querySelector('button')?.click()
  await vi.waitFor(() => expect(element.querySelectorAll('.hn-presence-list-item')).toHaveLength(12))
  await expect.element(page.elementLocator(element)).toMatchScreenshot(`presence-popover-${name}`, tolerance)
})

it('sees a part that moved by a few pixels', async () => {
  const element = showLook(<div style={{ translate: '0 4px' }}>{scene}</div>, looks[0]?.[1] ?? never())
  await expect(
    expect.element(element).toMatchScreenshot('presence-light', { ...tolerance, timeout: 2_000 }),
  ).rejects.toThrow(/match/i)
})

function never(): never {
  throw new Error('There is no look')
}
