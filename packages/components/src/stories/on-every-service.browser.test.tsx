import { composeStory } from '@storybook/react-vite'
import type { Meta, StoryContext, StoryObj } from '@storybook/react-vite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import preview from '../../../../.storybook/preview.tsx'
import { serviceProfiles } from '../../../../.storybook/service-profiles.ts'
import type { Stage } from './stage.ts'
import { room } from './stage.ts'

// Every story as it is on every service, without a word on the console. What people do in stories counts on a service that can
// do all, so it isn't played.

interface StoryModule {
  readonly default: Meta
  readonly [name: string]: StoryObj
}

const modules = import.meta.glob<StoryModule>('../**/*.stories.tsx', { eager: true })

/** What a story asked for when it was mounted has been answered by then: the service answers in order. */
async function untilAnswered({ loaded, globals }: Pick<StoryContext, 'loaded' | 'globals'>): Promise<void> {
  if (globals['network'] === 'offline') return
  // Made by the stage's loader: Storybook can't know its type.
  const { client } = loaded['stage'] as Stage
  await client.channel(room).attach()
}

/** What was said on the console. */
const complaints: (readonly unknown[])[] = []

beforeEach(() => {
  complaints.splice(0)
  for (const word of ['error', 'warn'] as const) {
    vi.spyOn(console, word).mockImplementation((...said: readonly unknown[]) => void complaints.push(said))
  }
})

afterEach(() => {
  document.body.replaceChildren()
  vi.restoreAllMocks()
})

const others = Object.keys(serviceProfiles).filter((name) => name !== 'herenow')

describe.each(others)('on a stage that stands for %s', (service) => {
  const annotations = { ...preview, initialGlobals: { ...preview.initialGlobals, service } }

  it.each(Object.keys(modules))('%s', async (file) => {
    const { default: meta, ...stories } = modules[file] ?? { default: {} }
    for (const [name, story] of Object.entries(stories)) {
      const { run } = composeStory({ ...story, play: untilAnswered }, meta, annotations, name)
      const canvasElement = document.body.appendChild(document.createElement('div'))
      await run({ canvasElement })
      canvasElement.remove()
      expect([name, ...complaints]).toEqual([name])
    }
  })
})
