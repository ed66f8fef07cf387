'use client'

import type { Message as ChatMessage } from '@herenow/react'
import { memo } from 'react'
import type { ComponentType, NamedExoticComponent, ReactElement, ReactNode, RefAttributes } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { PartProps } from '../../anatomy/part.ts'
import { isTime } from '../../config/formatters.ts'
import { useFormatters } from '../../config/use-config.ts'
import { usePerson } from '../../config/use-person.ts'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'
import { Avatar } from '../avatar/avatar.tsx'
import type { AvatarProps } from '../avatar/avatar.tsx'
import type { GroupPosition } from '../chat-log/log-entry.ts'
import { MessageBody } from './message-body.tsx'
import { MessageProgress } from './message-progress.tsx'
import { messageText } from './message-text.ts'

/** The state that a `render` of `Message` gets. */
export interface MessageState {
  readonly own: boolean
  readonly groupPosition: GroupPosition
  readonly status: ChatMessage['status']
}

/** The pieces of a message that can be replaced. */
export interface MessageSlots {
  readonly Avatar?: ComponentType<AvatarProps> | undefined
}

/** Props of `Message`, besides the attributes of its `div`. */
export interface MessageOptions {
  readonly message: ChatMessage
  /** The message is ours: it is on the other side and has no name. Default `false`. */
  readonly own?: boolean | undefined
  /** Its position among messages that the author sent together. Default `'single'`. */
  readonly groupPosition?: GroupPosition | undefined
  /** Sends a failed message again; without it there is no such button. */
  readonly onRetry?: ((messageId: string) => void) | undefined
  /** Removes a failed message; without it there is no such button. */
  readonly onDiscard?: ((messageId: string) => void) | undefined
  /** Buttons of your own, shown while the message is hovered or focused. */
  readonly actions?: ReactNode
  /** `false`: addresses stay text. Default `true`. */
  readonly linkify?: boolean | undefined
  /** Draws the body of a message; default: its text. */
  readonly renderBody?: ((message: ChatMessage) => ReactNode) | undefined
  /** The id of the element around the body, for `aria-describedby`. */
  readonly bodyId?: string | undefined
  readonly slots?: MessageSlots | undefined
}

export type MessageProps = PartProps<'div', MessageState, MessageOptions>

/**
 * One message: its author, time, body, and whether it has been sent.
 *
 * It renders again only when a prop changes, so keep the identity of functions and `actions`.
 */
export const Message: NamedExoticComponent<MessageProps & RefAttributes<HTMLDivElement>> = memo(
  definePart<'div', MessageProps>(
    'message',
    'div',
    function Message({
      message,
      own = false,
      groupPosition = 'single',
      onRetry,
      onDiscard,
      actions,
      linkify = true,
      renderBody,
      bodyId,
      slots,
      ...rest
    }) {
      const { status, clientId, info, timestamp } = message
      const { name, avatar, color } = usePerson(clientId, info)
      const { messageWithoutText } = useStrings(logEnglish)
      const text = messageText(message.data)
      const isHead = groupPosition === 'first' || groupPosition === 'single'
      const Face = slots?.Avatar ?? Avatar
      return {
        ...rest,
        'data-own': own,
        'data-status': status,
        'data-group': groupPosition,
        children: (
          <>
            {!own && (
              <span className="hn-message-side">
                {isHead && <Face id={clientId} name={name} src={avatar} color={color} decorative />}
              </span>
            )}
            <div className="hn-message-content">
              <MessageHead name={name} own={own} isHead={isHead} timestamp={timestamp} />
              <div className="hn-message-line">
                <div
                  className="hn-message-body"
                  id={bodyId}
                  dir="auto"
                  data-empty={renderBody ? undefined : text === null}
                >
                  {renderBody ? (
                    renderBody(message)
                  ) : (
                    <MessageBody text={text ?? messageWithoutText} linkify={linkify} />
                  )}
                </div>
                {actions && <div className="hn-message-actions">{actions}</div>}
              </div>
              <MessageProgress message={message} onRetry={onRetry} onDiscard={onDiscard} />
            </div>
          </>
        ),
        state: { own, groupPosition, status },
      }
    },
  ),
)

interface MessageHeadProps {
  readonly name: string
  readonly own: boolean
  readonly isHead: boolean
  readonly timestamp: number
}

/** The author and the time. Within a group only screen readers get the author. */
function MessageHead({ name, own, isHead, timestamp }: MessageHeadProps): ReactElement {
  const { time, dateTime } = useFormatters()
  const { yourself } = useStrings(logEnglish)
  return (
    <div className={isHead ? 'hn-message-head' : 'hn-message-head-aside'}>
      <bdi className={own || !isHead ? 'hn-hidden' : 'hn-message-author'}>{own ? yourself : name}</bdi>{' '}
      <time
        className="hn-message-time"
        dateTime={isTime(timestamp) ? new Date(timestamp).toISOString() : undefined}
        title={dateTime(timestamp)}
      >
        {time(timestamp)}
      </time>
    </div>
  )
}
