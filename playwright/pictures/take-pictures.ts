import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium, expect } from '@playwright/test'
import { browserLaunchOptions } from '../../scripts/browser.mjs'
import { openDemo } from '../stage/demo-site.ts'
import { startServer } from '../stage/server-process.ts'
import { visit } from '../stage/visitor.ts'

// Takes the pictures of the demo for the README, in light and dark: `pnpm --filter @herenow/journeys pictures`.

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const size = { width: 1_200, height: 720 }

const server = await startServer(0)
const demo = await openDemo({ VITE_HERENOW_URL: `ws://localhost:${server.port}` })
const browser = await chromium.launch(browserLaunchOptions())

const enter = async (name: string, room = 'lobby') =>
  visit(await (await browser.newContext({ viewport: size, deviceScaleFactor: 2 })).newPage(), demo.url, name, room)

try {
  const ada = await enter('Ada Lovelace')
  const grace = await enter('Grace Hopper')
  const alan = await enter('Alan Turing')
  for (const name of ['Katherine Johnson', 'Edsger Dijkstra', 'Barbara Liskov', 'Radia Perlman']) await enter(name)
  await enter('Donald Knuth', 'design')
  await enter('Margaret Hamilton', 'engineering')

  await grace.say('Good morning! The build is green again.')
  await grace.say('Everything from yesterday is in, the reconnect fix too.')
  await expect(ada.messages).toHaveCount(2)
  await ada.say('Wonderful. Did it pass on the slow network as well?')
  await expect(alan.messages).toHaveCount(3)
  await alan.say('Twice. Here is the run: https://example.com/runs/4711')
  await alan.say('Not one message lost, not one shown twice.')
  await expect(ada.messages).toHaveCount(5)
  await ada.say('Then let us ship it today.')
  await expect(ada.people).toHaveCount(7)
  await expect(ada.page.getByText('Sending…')).toHaveCount(0)
  await grace.box.pressSequentially('On it')
  await expect(ada.page.getByText('Grace Hopper is typing…').first()).toBeVisible()

  await mkdir(folder, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await ada.page.emulateMedia({ colorScheme })
    await ada.page.screenshot({ path: `${folder}demo-${colorScheme}.png`, animations: 'disabled' })
  }
} finally {
  await browser.close()
  await demo.close()
  await server.stop()
}
