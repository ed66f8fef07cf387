import { test } from '@playwright/test'
import type { Page } from '@playwright/test'
import type { ServiceName as ServerName } from '../../scripts/services.mjs'
import { serviceOf } from '../../scripts/services.mjs'
import { openDemo } from './demo-site.ts'
import { openNativeSite } from './native/native-site.ts'
import { gatherMistakes } from './mistakes.ts'
import { visit } from './visitor.ts'
import type { Visitor } from './visitor.ts'
import type { ServiceName, ServiceProcess } from '../../scripts/services/hosted/service-process.ts'
import { startService } from '../../scripts/services/hosted/service-process.ts'

/** Pages that outlive no journey. */
interface Pages {
  readonly demo: string
  readonly native: string
}

interface WorkerStage {
  readonly serviceName: ServiceName
  readonly pages: Pages
  readonly service: ServiceProcess
}

interface ServiceJourney {
  /** A room that no other journey uses. */
  readonly room: string
  /** Somebody new in the demo on the service, in the journey's room. */
  readonly visitor: (name: string) => Promise<Visitor>
  /** Opens the page with the service's bare SDK in the journey's room. */
  readonly native: () => Promise<Page>
}

/** What Chromium's console tells is no error of the page; what is thrown is. */
export const onService = test.extend<ServiceJourney, WorkerStage>({
  serviceName: ['centrifugo', { option: true, scope: 'worker' }],
  pages: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      const demo = await openDemo({ VITE_SERVICE_BY_ADDRESS: '1' })
      const native = await openNativeSite()
      await use({ demo: demo.url, native: native.url })
      await native.close()
      await demo.close()
    },
    { scope: 'worker' },
  ],
  service: [
    async ({ serviceName }, use) => {
      const service = await startService(serviceName)
      await use(service)
      await service.stop()
    },
    // RabbitMQ starts slowly beside other work.
    { scope: 'worker', timeout: 180_000 },
  ],
  // oxlint-disable-next-line eslint/no-empty-pattern -- As above.
  room: async ({}, use, { testId }) => use(`journey-${testId}`),
  visitor: async ({ browser, pages, room, service }, use) => {
    const opened: Page[] = []
    const mistakes: string[] = []
    await use(async (name) => {
      const page = await (await browser.newContext({ viewport: { width: 1_280, height: 720 } })).newPage()
      gatherMistakes(page, name, mistakes)
      opened.push(page)
      return visit(page, `${pages.demo}?${service.demoQuery}`, name, room)
    })
    await Promise.all(opened.map((page) => page.context().close()))
    test.expect(mistakes, 'errors that no code caught').toEqual([])
  },
  native: async ({ browser, pages, room, service, serviceName }, use) => {
    const context = await browser.newContext()
    await use(async () => {
      const page = await context.newPage()
      await page.goto(`${pages.native}${serviceName}.html?${service.nativeQuery}&channel=room:${room}`)
      return page
    })
    await context.close()
  },
})

/**
 * Declares journeys on a service. Where its server is missing they are skipped, unless everything is to be tested: then they
 * run, and fail with how to get it. `npm test` tells what was skipped by the title that this gives them. `server`: the name of
 * the service's own server; `null`: a stand-in, which is always here.
 */
export function describeOn(title: string, server: ServerName | null, declare: () => void): void {
  const service = server === null ? null : serviceOf(server)
  const found = service?.find() ?? null
  onService.describe(`with ${found === null ? title : `${title} ${found.version}`}`, () => {
    // They take turns with one service, which each of them may crash.
    onService.describe.configure({ mode: 'default' })
    const isMissing = service !== null && found === null
    onService.skip(isMissing && process.env['TEST_EVERYTHING'] !== '1', `It is not here. ${service?.howToGetIt ?? ''}`)
    declare()
  })
}
