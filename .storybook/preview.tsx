import '@herenow/components/styles.css'
import './preview.css'
import { arabic, english, HerenowUI, japanese } from '@herenow/components'
import { RealtimeProvider } from '@herenow/react'
import type { ArgTypes, Decorator, Preview } from '@storybook/react-vite'
import { useEffect } from 'react'
import type { ReactElement } from 'react'
import { checkLook } from '../packages/components/src/stories/checks/check-look.ts'
import { silentLogger } from '@herenow/testing'
import { createStage } from '../packages/components/src/stories/stage.ts'
import type { Stage, StageOptions } from '../packages/components/src/stories/stage.ts'
import { serviceProfiles } from './service-profiles.ts'
import { toolbar, viewports } from './toolbar.ts'
import type { StageGlobals } from './toolbar.ts'

const languages = { en: english, ar: arabic, ja: japanese }

/** Breaks and slows the stage's network as the toolbar says. */
function useNetwork({ hub }: Stage, { latency, drop, network }: StageGlobals): void {
  useEffect(() => hub.latency(latency), [hub, latency])
  useEffect(() => hub.drop(drop), [hub, drop])
  useEffect(() => {
    if (network === 'online') hub.goOnline()
    else hub.goOffline('ada')
  }, [hub, network])
}

interface OnStageProps {
  readonly stage: Stage
  readonly globals: StageGlobals
  /** Alone on its page, and not one of several in a document. */
  readonly isAlone: boolean
  readonly children: ReactElement
}

function OnStage({ stage, globals, isAlone, children }: OnStageProps): ReactElement {
  const { theme, density, direction, locale, textSize } = globals
  useNetwork(stage, globals)
  useEffect(() => {
    if (!isAlone) return
    document.documentElement.lang = locale
    document.documentElement.dir = direction
    document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme
    document.documentElement.style.fontSize = `${textSize}%`
  }, [isAlone, locale, direction, theme, textSize])
  return (
    <RealtimeProvider client={stage.client}>
      <HerenowUI
        locale={locale}
        timeZone="UTC"
        strings={languages[locale]}
        dir={direction}
        theme={theme}
        density={density}
      >
        <div className={isAlone ? 'stage stage-alone' : 'stage'}>{children}</div>
      </HerenowUI>
    </RealtimeProvider>
  )
}

const onStage: Decorator = (Story, { loaded, globals, viewMode }) => (
  // Loaded below, set by the toolbar: Storybook can't know their types.
  <OnStage stage={loaded['stage'] as Stage} globals={globals as unknown as StageGlobals} isAlone={viewMode === 'story'}>
    <Story />
  </OnStage>
)

const preview: Preview = {
  ...toolbar,
  tags: ['autodocs'],
  decorators: [onStage],
  loaders: [
    ({ parameters, globals }) => ({
      stage: createStage({
        members: Number(globals['members']),
        service: serviceProfiles[globals['service'] as StageGlobals['service']],
        // Whoever asked for no network needs no word about it.
        log: globals['network'] === 'offline' ? silentLogger : undefined,
        ...(parameters['stage'] as StageOptions | undefined),
      }),
    }),
  ],
  afterEach: ({ canvasElement, globals, tags }) => {
    if (globals['checks'] === true && tags.includes('key')) checkLook(canvasElement)
  },
  // The stage of a story closes when the story goes: no client of one story speaks in the next.
  beforeEach:
    ({ loaded }) =>
    () =>
      (loaded['stage'] as Stage).close(),
  parameters: {
    layout: 'fullscreen',
    a11y: { test: 'error' },
    // Put there by the plugin of `props-tables`.
    docs: { extractArgTypes: (component: { readonly argTypes?: ArgTypes }) => component.argTypes ?? {} },
    viewport: { options: viewports },
    controls: { expanded: true, sort: 'requiredFirst' },
    options: { storySort: { order: ['Guides', 'Presence', 'Chat', 'Connection'] } },
  },
}

export default preview
