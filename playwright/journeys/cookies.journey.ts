import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'

const site = fileURLToPath(new URL('../stage/cookie-site.ts', import.meta.url))

/** What a page gets that says `hello` without a token. */
function greet(page: Page, address: string): Promise<readonly string[]> {
  return page.evaluate(
    (url) =>
      new Promise<readonly string[]>((resolve) => {
        const got: string[] = []
        const socket = new WebSocket(url, 'herenow.v1')
        socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'hello', version: 1 })))
        socket.addEventListener('message', ({ data }) => {
          got.push(String(data))
          socket.close()
        })
        socket.addEventListener('close', () => resolve(got))
      }),
    address,
  )
}

test('a session in a cookie signs in the pages of the app, and no foreign page that the browser sends it for', async ({
  page,
}) => {
  const child = spawn(process.execPath, ['--conditions=source', site], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const [own, foreign] = line.split(' ')
    const address = `ws://127.0.0.1:${own}/realtime`
    await page.goto(`http://127.0.0.1:${own}/`)
    expect(await page.context().cookies()).toMatchObject([{ name: 'session', value: 'of-ana' }])
    const [welcome = ''] = await greet(page, address)
    expect(welcome).toContain('"clientId":"ana"')

    await page.goto(`http://127.0.0.1:${foreign}/`)
    await expect(page).toHaveTitle('Somebody else')
    // Cookies know no ports: the browser sends this page's along all the same.
    expect(await page.context().cookies(`http://127.0.0.1:${own}`)).toHaveLength(1)
    expect(await greet(page, address)).toEqual([])
    await page.goto('data:text/html,<title>From nowhere</title>')
    expect(await greet(page, address)).toEqual([])
  } finally {
    child.kill()
    await once(child, 'exit')
  }
})
