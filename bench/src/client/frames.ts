/** How many messages, or presence changes, a run applies. */
export const total = 10_000
/** How many a frame carries, where the protocol can. */
const perFrame = 10
const people = 100

const text = 'x'.repeat(100)
const id = (number: number): string => `m${String(number).padStart(21, '0')}`

function inFrames<T>(make: (number: number) => T): T[][] {
  return Array.from({ length: total / perFrame }, (_, frame) =>
    Array.from({ length: perFrame }, (_unused, index) => make(frame * perFrame + index + 1)),
  )
}

/** The same content in each protocol. `from`: the offset before the first. */
export const herenow = {
  messages: (from: number): string[] =>
    inFrames((number) => ({
      type: 'message',
      channel: 'bench',
      message: {
        id: id(from + number),
        name: 'said',
        data: text,
        clientId: `c${number % people}`,
        timestamp: 1,
        offset: from + number,
      },
    })).map((items) => JSON.stringify(items)),
  presence: (from: number): string[] =>
    inFrames((number) => number).map((numbers, frame) =>
      JSON.stringify({
        type: 'presence',
        channel: 'bench',
        revision: from + frame + 1,
        changes: numbers.map((number) => ({
          action: number <= people ? 'enter' : 'update',
          connectionId: `k${number % people}`,
          clientId: `c${number % people}`,
          state: { x: from + number },
          enteredAt: 1,
          updatedAt: from + number,
        })),
      }),
    ),
}

export const centrifuge = {
  messages: (from: number): string[] =>
    inFrames((number) => ({
      push: {
        channel: 'bench',
        pub: {
          data: { id: id(from + number), text },
          info: { user: `c${number % people}`, client: 'k' },
          offset: from + number,
        },
      },
    })).map((items) => items.map((item) => JSON.stringify(item)).join('\n')),
  presence: (): string[] =>
    inFrames((number) => ({
      push: {
        channel: 'bench',
        join: { info: { user: `c${number % people}`, client: `k${number % people}`, conn_info: { x: number } } },
      },
    })).map((items) => items.map((item) => JSON.stringify(item)).join('\n')),
}

export const socketIo = {
  messages: (from: number): string[] =>
    inFrames(
      (number) =>
        `42${JSON.stringify(['said', { id: id(from + number), text, clientId: `c${number % people}`, offset: from + number }])}`,
    ).flat(),
  presence: (): string[] =>
    inFrames(
      (number) => `42${JSON.stringify(['joined', { clientId: `c${number % people}`, state: { x: number } }])}`,
    ).flat(),
}
