import type { CreateSocket, HttpAnswer, SocketListener } from '@herenow/adapter'

/** Asks the address of a socket over HTTP. `null`: there is no answer, or none that may be read. Never rejects. */
export type AskByHttp = (url: string) => Promise<HttpAnswer | null>

/**
 * Sockets that say why they didn't open. A browser tells a page nothing of it: a server that is down, a wrong path and a
 * refused page look the same. So a plain request asks, twice a minute at most for an address, and never where a socket has
 * opened before: there the address is right, and browsers would write each request that fails into the console. In between
 * the last answer is the reason. `now`: monotonic milliseconds.
 */
export function explainedSockets(
  open: CreateSocket,
  ask: AskByHttp,
  now: () => number = () => performance.now(),
): CreateSocket {
  /** Addresses at which a socket has opened. */
  const right = new Set<string>()
  /** What other addresses have answered, and until when that counts. */
  const answers = new Map<string, { readonly answer: HttpAnswer | null; readonly until: number }>()

  async function answerOf(url: string): Promise<HttpAnswer | null> {
    const last = answers.get(url)
    if (last && now() < last.until) return last.answer
    const answer = await ask(url)
    answers.set(url, { answer, until: now() + freshness })
    return answer
  }

  return (url, protocols, listener) => {
    /** It has opened, or we have closed it: then its end explains itself. */
    let isExplained = false
    /** Tells that it closed, while it is asked why. */
    let tellClosed: (() => void) | null = null
    const heard: SocketListener = {
      onOpen(protocol) {
        isExplained = true
        right.add(url)
        answers.delete(url)
        listener.onOpen(protocol)
      },
      onMessage: (data) => listener.onMessage(data),
      onClose(code, reason) {
        if (isExplained || right.has(url) || !listener.onRefused) return listener.onClose(code, reason)
        tellClosed = () => listener.onClose(code, reason)
        void answerOf(url).then((answer) => {
          const tell = tellClosed
          tellClosed = null
          if (tell && answer && listener.onRefused) listener.onRefused(answer)
          else tell?.()
        })
      },
      onBlocked: () => (listener.onBlocked ? listener.onBlocked() : listener.onClose(1006, '')),
    }
    const socket = open(url, protocols, heard)
    return {
      send: (data) => socket.send(data),
      close(...how) {
        isExplained = true
        socket.close(...how)
        if (!tellClosed) return
        // It has ended already, and whoever closes it doesn't wait to hear why. Told later, as by a real socket.
        void Promise.resolve().then(tellClosed)
        tellClosed = null
      },
    }
  }
}

/** Milliseconds in which an answer stands for the next attempts. */
const freshness = 30_000
/** Milliseconds. */
const patience = 3_000
/** Characters that are read of an answer. */
const mostRead = 10_000

/** Reads no more than it needs: whatever is at the address may go on for ever. */
async function beginningOf(response: Response): Promise<string> {
  // React Native has no streams.
  if (!response.body) return (await response.text()).slice(0, mostRead)
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (text.length < mostRead) {
    const { done, value } = await reader.read()
    if (done) return text
    text += decoder.decode(value, { stream: true })
  }
  void reader.cancel().catch(() => undefined)
  return text.slice(0, mostRead)
}

/** Pages of other origins may read answers of our server, and of others that allow it. */
export const askByHttp: AskByHttp = async (url) => {
  if (typeof fetch === 'undefined') return null
  const address = url.replace(/^ws/i, 'http')
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), patience)
  try {
    const { signal } = controller
    const answer = await fetch(address, { cache: 'no-store', credentials: 'omit', redirect: 'manual', signal })
    return { status: answer.status, text: await beginningOf(answer) }
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
