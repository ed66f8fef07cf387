import { expect } from '@playwright/test'
import { journey } from '../stage/journey.ts'
import { onService } from '../stage/service-stage.ts'

onService.use({ serviceName: 'ably' })

onService(
  'a page that lacks a setting says what to do, and opens with it in the same room',
  async ({ page, pages, room, service }) => {
    const missing = new URLSearchParams(service.demoQuery)
    const key = missing.get('key') ?? ''
    missing.delete('key')
    await page.goto(`${pages.demo}?${missing}#/room/${room}`)
    await expect(page.getByRole('heading', { name: 'Herenow on Ably' })).toBeVisible()
    await expect(page.getByRole('alert')).toHaveText('Ably needs a key, or a token.')
    await page.getByRole('textbox', { name: 'Key' }).fill(key)
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ana')
    await page.getByRole('button', { name: 'Join' }).click()
    await expect(page.getByRole('heading', { level: 1, name: room })).toBeVisible()
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  },
)

onService(
  'the switch leads to another service and back by the keyboard, and keeps the room',
  async ({ room, visitor }) => {
    const { page } = await visitor('Ana')
    const open = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: /^Service: / }).press('Enter')
      const menu = page.getByRole('navigation', { name: 'Service' })
      await expect(menu.getByRole('link', { name })).toBeVisible()
      while ((await menu.getByRole('link', { name }).and(page.locator(':focus')).count()) === 0)
        await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
    }
    await open('Centrifugo')
    await expect(page.getByRole('button', { name: 'Service: Centrifugo' })).toBeVisible()
    expect(new URL(page.url()).hash).toBe(`#/room/${room}`)
    // It had a key in its address, and has it again.
    await open('Ably')
    await expect(page.getByRole('button', { name: 'Service: Ably' })).toBeVisible()
    await expect(page.getByRole('heading', { level: 1, name: room })).toBeVisible()
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  },
)

onService('an unknown service, and a senseless address, get a page that leads on', async ({ page, pages }) => {
  await page.goto(`${pages.demo}?service=carrier-pigeon`)
  await expect(page.getByRole('alert')).toHaveText('The demo knows no service “carrier-pigeon”.')
  await page.getByRole('link', { name: 'RabbitMQ' }).click()
  await expect(page.getByRole('button', { name: 'Join' })).toBeVisible()
  await page.goto(`${pages.demo}?service=rabbitmq&url=javascript:alert(1)`)
  await expect(page.getByRole('alert')).toContainText('“url” has to be an address that begins with ws:// or wss://')
  await expect(page.getByRole('textbox', { name: 'Address of Web STOMP' })).toHaveValue('javascript:alert(1)')
})

journey('a page for visitors stays on its service, whatever its address says', async ({ stage, visitor, room }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await expect(ana.page.getByRole('button', { name: /^Service/ })).toHaveCount(0)
  await ana.page.goto(`${stage.demoUrl}?service=rabbitmq&url=ws://elsewhere.example/ws#/room/${room}`)
  await ana.say('Still here')
  await expect(ben.messages).toHaveText(['Still here'])
})
