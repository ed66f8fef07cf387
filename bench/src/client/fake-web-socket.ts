/** Plays the server's part: answers what the client sends. */
export type Script = (text: string, reply: (text: string) => void) => void

const scripts = new Map<string, Script>()
const sockets = new Map<string, FakeWebSocket>()

/** Sockets to this host are played by `script`. */
export function play(host: string, script: Script): void {
  scripts.set(host, script)
}

/** Hands a frame to the client's open socket, as the browser would. */
export function deliver(host: string, text: string): void {
  sockets.get(host)?.receive(text)
}

/** A `WebSocket` without a network, for all libraries alike: what is measured is what they do with a frame. */
export class FakeWebSocket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readyState = FakeWebSocket.CONNECTING
  binaryType = 'blob'
  bufferedAmount = 0
  readonly protocol: string
  readonly #script: Script
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: Event) => void) | null = null
  onclose: ((event: Event) => void) | null = null
  onerror: ((event: Event) => void) | null = null

  constructor(url: string, protocols: string | readonly string[] = []) {
    super()
    const { hostname } = new URL(url)
    this.protocol = [protocols].flat()[0] ?? ''
    this.#script = scripts.get(hostname) ?? (() => {})
    sockets.set(hostname, this)
    queueMicrotask(() => {
      this.readyState = FakeWebSocket.OPEN
      this.#tell(new Event('open'), this.onopen)
      this.#script('', (text) => this.receive(text))
    })
  }

  send(text: string): void {
    this.#script(text, (reply) => queueMicrotask(() => this.receive(reply)))
  }

  close(): void {
    this.readyState = FakeWebSocket.CLOSED
    queueMicrotask(() => this.#tell(new CloseEvent('close', { code: 1000 }), this.onclose))
  }

  receive(text: string): void {
    this.#tell(new MessageEvent('message', { data: text }), this.onmessage)
  }

  #tell(event: Event, handler: ((event: Event) => void) | null): void {
    this.dispatchEvent(event)
    handler?.(event)
  }
}
