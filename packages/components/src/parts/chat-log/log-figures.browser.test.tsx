import type { ReactElement } from 'react'
import { expect, it, onTestFinished } from 'vitest'
import { has } from '../../../test/engine.ts'
import { messageAt, messagesFrom } from '../../../test/log-messages.ts'
import { frames, openPage } from '../../../test/page.tsx'
import { rowsIn } from '../../../test/reading.ts'
import { Message } from '../message/message.tsx'
import { ChatLogView } from './chat-log-view.tsx'

const messages = messagesFrom(0, 399)

/** The same messages under one another, without a log around them. */
const plain = (
  <div style={{ blockSize: '100%', overflowY: 'auto' }}>
    {messages.map((message) => (
      <div key={message.id} className="hn-log-row">
        <Message message={message} />
      </div>
    ))}
  </div>
)
const log = <ChatLogView messages={messages} />

/** Milliseconds to mount and lay out. */
function mountTime(element: ReactElement): number {
  const page = openPage()
  const started = performance.now()
  page.render(element)
  page.host.getBoundingClientRect()
  const took = performance.now() - started
  page.unmount()
  return took
}

it.runIf(has('figures'))('mounts 400 rows within twice the time of the same messages without a log', () => {
  // In turn, and the best of each: noise only ever adds time, and what else the machine does must not decide.
  let without = Infinity
  let within = Infinity
  for (let pair = 0; pair < 5 || (pair < 30 && within > 2 * without); pair += 1) {
    without = Math.min(without, mountTime(plain))
    within = Math.min(within, mountTime(log))
  }
  const ratio = within / without
  print(`400 rows: ${without.toFixed(1)} ms plain, ${within.toFixed(1)} ms as a log, ratio ${ratio.toFixed(2)}`)
  expect(ratio).toBeLessThanOrEqual(2)
})

it.runIf(has('figures'))('appends to 400 rows, and says what the longest task of it was', async () => {
  const tasks: number[] = []
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)))
  observer.observe({ type: 'longtask' })
  onTestFinished(() => observer.disconnect())
  const page = openPage()
  page.render(log)
  await frames(5)
  tasks.push(...observer.takeRecords().map((entry) => entry.duration))
  tasks.length = 0
  const all = [...messages]
  const started = performance.now()
  for (let number = 400; number < 450; number += 1) {
    all.push(messageAt(number))
    page.render(<ChatLogView messages={[...all]} />)
    await frames(1)
  }
  const each = (performance.now() - started) / 50
  print(`50 appends: ${each.toFixed(1)} ms each with its frame, ${tasks.length} tasks over 50 ms (${tasks.join()})`)
  expect(rowsIn(page.host)).toHaveLength(400)
})

/** Figures are for people to read; what decides is a ratio. */
function print(line: string): void {
  // oxlint-disable-next-line eslint/no-console -- it is the only way out of the browser
  console.info(line)
}
