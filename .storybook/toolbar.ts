import type { Preview } from '@storybook/react-vite'
import { serviceTitles } from './service-profiles.ts'
import type { ServiceProfile } from './service-profiles.ts'

/** What the toolbar sets for all stories. */
export interface StageGlobals {
  readonly theme: 'light' | 'dark' | 'system'
  readonly density: 'comfortable' | 'compact'
  readonly direction: 'ltr' | 'rtl'
  readonly locale: 'en' | 'ar' | 'ja'
  /** Percent of the browser's default. */
  readonly textSize: number
  /** Milliseconds, each way. */
  readonly latency: number
  /** From 0 to 1. */
  readonly drop: number
  readonly network: 'online' | 'offline'
  readonly members: number
  /** For which service the stage stands. */
  readonly service: ServiceProfile
}

const initialGlobals: StageGlobals = {
  theme: 'light',
  density: 'comfortable',
  direction: 'ltr',
  locale: 'en',
  textSize: 100,
  latency: 0,
  drop: 0,
  network: 'online',
  members: 5,
  service: 'herenow',
}

interface Item {
  readonly value: string | number
  readonly title: string
}

const choice = <Icon extends string>(title: string, icon: Icon, items: readonly Item[]) => ({
  description: title,
  toolbar: {
    title,
    icon,
    dynamicTitle: true,
    // Its type knows texts only; numbers are handed on as they are.
    items: items.map((item) => ({ value: item.value as string, title: `${title}: ${item.title}` })),
  },
})

const each = (values: readonly (string | number)[], unit = ''): readonly Item[] =>
  values.map((value) => ({ value, title: `${value}${unit}` }))

/** The controls above every story: how it looks and reads, and what its network does. */
export const toolbar: Pick<Preview, 'initialGlobals' | 'globalTypes'> = {
  initialGlobals: { ...initialGlobals },
  globalTypes: {
    theme: choice('Theme', 'paintbrush', each(['light', 'dark', 'system'])),
    density: choice('Density', 'component', each(['comfortable', 'compact'])),
    direction: choice('Direction', 'transfer', each(['ltr', 'rtl'])),
    locale: choice('Locale', 'globe', each(['en', 'ar', 'ja'])),
    textSize: choice('Text', 'zoom', each([100, 200], ' %')),
    latency: choice('Latency', 'timer', each([0, 80, 400, 2000], ' ms')),
    drop: choice('Drop', 'unlink', [
      { value: 0, title: 'nothing' },
      { value: 0.02, title: '1 frame in 50' },
      { value: 0.2, title: '1 frame in 5' },
    ]),
    network: choice('Network', 'lightning', each(['online', 'offline'])),
    members: choice('Others', 'users', each([0, 1, 5, 12, 60])),
    service: choice(
      'Service',
      'cloud',
      Object.entries(serviceTitles).map(([value, title]) => ({ value, title })),
    ),
  },
}

/** Among them the windows that WCAG wants a page to fit: 1280 by 800 px at 200 %, and one of 320 px. */
export const viewports = {
  phone: { name: 'Phone', styles: { width: '360px', height: '740px' }, type: 'mobile' },
  tablet: { name: 'Tablet', styles: { width: '820px', height: '1180px' }, type: 'tablet' },
  zoomed: { name: 'Half a laptop (200 % zoom)', styles: { width: '640px', height: '400px' }, type: 'desktop' },
  narrow: { name: 'Narrow (320 px)', styles: { width: '320px', height: '640px' }, type: 'mobile' },
} as const
