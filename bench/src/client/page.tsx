import './install-fake-web-socket.ts'
import { RealtimeProvider, useChannel, useConnectionState, useHereNow, useHistory, usePresence } from '@herenow/react'
import { useLayoutEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { deliver } from './fake-web-socket.ts'
import * as frames from './frames.ts'
import type { Heard } from './libraries.ts'
import { openHerenow, startCentrifuge, startHerenow, startSocketIo } from './libraries.ts'

/** Milliseconds for 10,000 of each, and renders where there are any. */
export interface ClientFigures {
  readonly messages: number
  readonly presence: number
  readonly commits?: number
}

/** The browser hands over frames one task at a time; about 50 come in while a page is busy. */
const perTask = 50

async function feed(host: string, all: readonly string[]): Promise<void> {
  for (let from = 0; from < all.length; from += perTask) {
    for (const frame of all.slice(from, from + perTask)) deliver(host, frame)
    await nextTask()
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve()
    port2.postMessage(null)
  })
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function headless(
  host: string,
  start: (heard: Heard) => Promise<() => Promise<void>>,
  messages: readonly string[],
  presence: readonly string[],
): Promise<ClientFigures> {
  const heard: Heard = { messages: 0, presence: 0 }
  const stop = await start(heard)
  const figures = {
    messages: await timed(() => feed(host, messages)),
    presence: await timed(() => feed(host, presence)),
  }
  await stop()
  if (heard.messages !== frames.total || heard.presence !== frames.total) {
    throw new Error(`${host} heard ${heard.messages} messages and ${heard.presence} presence changes`)
  }
  return figures
}

let commits = 0

function FiveHooks() {
  useConnectionState()
  useChannel('bench')
  useHereNow({ channels: ['bench'] })
  const { messages } = useHistory('bench')
  const { members } = usePresence('bench', { enter: false })
  useLayoutEffect(() => {
    commits += 1
  })
  return (
    <ul>
      <li>{members.length}</li>
      {messages.slice(-50).map((message) => (
        <li key={message.id}>{String(message.data)}</li>
      ))}
    </ul>
  )
}

async function mounted(): Promise<ClientFigures> {
  const client = openHerenow()
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  root.render(
    <RealtimeProvider client={client}>
      <FiveHooks />
    </RealtimeProvider>,
  )
  const { log, presence } = client.channel('bench')
  while (log.getState().status !== 'ready') await nextTask()
  commits = 0
  const messages = await timed(async () => {
    await feed('herenow', frames.herenow.messages(0))
    while (log.getState().messages.at(-1)?.position?.offset !== frames.total) await nextTask()
  })
  const changes = await timed(async () => {
    await feed('herenow', frames.herenow.presence(0))
    while (presence.members.getState().list.every(({ updatedAt }) => updatedAt !== frames.total)) await nextTask()
  })
  root.unmount()
  await client.close()
  return { messages, presence: changes, commits }
}

const runs = {
  herenow: () => headless('herenow', startHerenow, frames.herenow.messages(0), frames.herenow.presence(0)),
  mounted,
  centrifuge: () =>
    headless('centrifuge', startCentrifuge, frames.centrifuge.messages(0), frames.centrifuge.presence()),
  socketIo: () => headless('socketio', startSocketIo, frames.socketIo.messages(0), frames.socketIo.presence()),
} satisfies Record<string, () => Promise<ClientFigures>>

export type ClientRuns = Record<keyof typeof runs, () => Promise<ClientFigures>>

declare global {
  interface Window {
    benchmarks: ClientRuns
  }
}

window.benchmarks = runs
