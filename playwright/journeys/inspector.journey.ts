import { expect } from '@playwright/test'
import { askFrom, heedsPolicy, inspection, watch } from '../stage/inspector.ts'
import { apiKey, startServer } from '../stage/server-process.ts'

/** The page looks about once a second. */
const seen = { timeout: 10_000 }

inspection(
  'somebody with a key sees who comes and what is said, says something and puts a client out',
  async ({ browser, stage, visitor, room }) => {
    const url = stage.server().httpUrl
    const watcher = await watch(browser, url)
    const { page } = watcher
    const heeds = heedsPolicy(page)
    const ana = await visitor('Ana')
    const row = watcher.connections.filter({ hasText: `room:${room}` }).filter({ hasNotText: 'this page' })
    await expect(row).toHaveCount(1, seen)

    await watcher.channel(`room:${room}`).click()
    await ana.say('Is somebody here?')
    await expect(watcher.messages).toHaveText(['Is somebody here?'])
    // Nobody has come as far as people see it.
    await expect(ana.people).toHaveText(['Ana'])
    await expect(page.getByRole('list', { name: 'People' }).getByRole('listitem')).toHaveCount(1)

    const publish = page.getByRole('form', { name: 'Publish' })
    await publish.getByLabel('Name').fill('said')
    await publish.getByLabel('Data, as JSON').fill('"<b>We are.</b>"')
    await publish.getByRole('button', { name: 'Publish' }).click()
    await expect(page.getByText(/^Published as #/)).toBeVisible()
    await expect(ana.messages).toHaveText(['Is somebody here?', '<b>We are.</b>'])
    await expect(watcher.messages).toHaveText(['<b>We are.</b>', 'Is somebody here?'])

    await row.getByRole('button', { name: 'Disconnect' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('The room is closed for today.')
    await dialog.getByRole('button', { name: 'Disconnect' }).click()
    await expect(ana.page.getByText('The room is closed for today.')).toBeVisible()
    await expect(row).toHaveCount(0, seen)
    await expect(dialog).toBeHidden()
    expect(await watcher.violations()).toEqual([])
    heeds()
  },
)

inspection(
  'a wrong key opens nothing, and the right one is kept until the tab is closed',
  async ({ browser, stage }) => {
    const url = stage.server().httpUrl
    const watcher = await watch(browser, url, 'a key that nobody has made')
    const { page } = watcher
    await expect(page.getByText("The server doesn't know this key.")).toBeVisible()
    expect(await watcher.violations()).toEqual([])
    await watcher.showKey(apiKey)
    await expect(page.getByRole('heading', { name: 'Connections' })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Connections' })).toBeVisible()
    expect(page.url()).toBe(`${url}/inspector/`)
    await page.getByRole('button', { name: 'Forget the key' }).click()
    await page.reload()
    await expect(page.getByLabel('Key of the server’s API')).toBeVisible()
  },
)

inspection('an inspector that reads has nothing to write with, and the API refuses it', async ({ browser }) => {
  const server = await startServer(0, ['serve', '--path', '/realtime', '--inspector', 'read'])
  try {
    const { page, channel } = await watch(browser, server.httpUrl)
    await expect(page.getByText('read-only')).toBeVisible()
    await page.getByRole('searchbox', { name: 'Find channels' }).fill('room:quiet')
    await page.getByRole('button', { name: 'Open' }).click()
    await expect(page.getByText('Nothing has been said yet.')).toBeVisible()
    await expect(channel('room:quiet')).toBeVisible(seen)
    await expect(page.getByRole('button', { name: /Publish|Disconnect/ })).toHaveCount(0)
    const answer = await askFrom(page, '../api/publish', { channel: 'room:quiet', data: 1 })
    expect(answer).toContain('permission denied: publish. The inspector of this server only reads')
    await server.run('publish', { channel: 'room:quiet', data: 'from the back end' })
    await expect(page.getByText('from the back end')).toBeVisible()
  } finally {
    await server.kill()
  }
})

inspection('a server that is gone is told of, and shown again when it is back', async ({ browser }) => {
  const server = await startServer(0)
  const watcher = await watch(browser, server.httpUrl)
  const { page } = watcher
  await expect(watcher.connections.filter({ hasText: 'this page' })).toHaveCount(1, seen)
  await server.kill()
  await expect(page.getByText('Connection lost.')).toBeVisible({ timeout: 15_000 })
  await expect(page.getByText('The server doesn’t answer.')).toBeVisible(seen)
  // What was known stays.
  await expect(watcher.connections).toHaveCount(1)
  const again = await startServer(server.port)
  try {
    await expect(page.getByText('The server doesn’t answer.')).toHaveCount(0, { timeout: 30_000 })
    await expect(page.getByText('Connection lost.')).toBeHidden({ timeout: 30_000 })
  } finally {
    await again.kill()
  }
})

inspection('a server for everybody has no inspector unless it is asked for', async ({ request }) => {
  const server = await startServer(0, ['serve'])
  try {
    const answer = await request.get(`${server.httpUrl}/inspector`)
    expect(answer.status()).toBe(404)
    expect(await answer.json()).toEqual({ error: { code: 'not_found', message: 'Nothing is here.' } })
  } finally {
    await server.kill()
  }
})
