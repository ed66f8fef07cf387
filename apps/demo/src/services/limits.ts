import type { Capabilities } from '@herenow/react'

/** Messages that are shown on coming to a room where history is read forwards only. */
export const rewound = 50

/** What people know from other services and can't have here, in words that follow "Not on RabbitMQ:". */
export function limitsOf({ presence, signals, history, recovery }: Capabilities): readonly string[] {
  const missing: readonly (readonly [isMissing: boolean, what: string])[] = [
    [presence === 'none', 'who is here'],
    [!signals, 'who is typing'],
    [history === 'none', 'messages from before one came'],
    [history === 'forward', `messages before the last ${rewound}`],
    [recovery === 'none', 'what was said while one was away'],
  ]
  return missing.flatMap(([isMissing, what]) => (isMissing ? [what] : []))
}
