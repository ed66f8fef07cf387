'use client'

import { typingStore } from '@herenow/core'
import type { ChannelTypes, TypingMember, UntypedChannel } from '@herenow/core'
import { useEffect, useMemo, useRef } from 'react'
import type { FormEvent } from 'react'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import { constantStore } from './constant-store.ts'
import { useLatest } from './use-latest.ts'
import { useLease } from './use-lease.ts'
import { useSharedChannel } from './use-shared-channel.ts'
import { useStoreValue } from './use-store-value.ts'

export interface UseTypingOptions extends HookOptions {
  /** Milliseconds after the last key until we count as stopped. Default 4,000. */
  readonly timeout?: number | undefined
  /** `false`: only sends, and renders nothing anew when others type; `typing` stays empty. Default `true`. */
  readonly others?: boolean | undefined
}

/** Props for an `input` or `textarea`: `<input {...inputProps} />`. */
export interface TypingInputProps {
  readonly onInput: (event: FormEvent<HTMLInputElement | HTMLTextAreaElement>) => void
  readonly onBlur: () => void
}

export interface UseTypingResult {
  /** The others who are typing, in the order in which they began. */
  readonly typing: readonly TypingMember[]
  /** Sends that we are typing, or have stopped. Call it with `false` after sending the text. */
  readonly setTyping: (isTyping: boolean) => void
  readonly inputProps: TypingInputProps
}

const nobodyTypes = constantStore<readonly TypingMember[]>([])

/** Reads who is typing, and sends when we are. A signal is sent on a change, not on every key. Unmounting ends our typing. */
export function useTyping<Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
  { timeout, others = true, enabled }: UseTypingOptions = {},
): UseTypingResult {
  const channel = useSharedChannel(reference, { enabled })
  const store = useMemo(() => channel && typingStore(channel), [channel])
  useLease(channel)
  const latestTimeout = useLatest(timeout)
  const isTyping = useRef(false)
  const actions = useMemo(() => {
    const setTyping = (now: boolean): void => {
      isTyping.current = now
      store?.set(now, latestTimeout.current)
    }
    const inputProps: TypingInputProps = {
      onInput: (event) => setTyping(event.currentTarget.value !== ''),
      onBlur: () => setTyping(false),
    }
    return { setTyping, inputProps }
  }, [store, latestTimeout])
  // Another component may be typing here too, so this ends only its own typing.
  useEffect(
    () => () => {
      if (isTyping.current) actions.setTyping(false)
    },
    [actions],
  )
  const typing = useStoreValue((others ? store : null) ?? nobodyTypes)
  return useMemo(() => ({ typing, ...actions }), [typing, actions])
}
