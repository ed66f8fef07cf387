'use client'

import type { Message as ChatMessage } from '@herenow/react'
import { forwardRef, memo } from 'react'
import type { ComponentType, NamedExoticComponent, ReactElement, ReactNode, RefAttributes } from 'react'
import { classNames } from '../../anatomy/class-names.ts'
import type { PartProps } from '../../anatomy/part.ts'
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

/** What a `render` of `Message` is told. */
export interface MessageState {
  readonly own: boolean
  readonly groupPosition: GroupPosition
  readonly status: ChatMessage['status']
}

/** The pieces of a message that can be replaced. */
export interface MessageSlots {
  readonly Avatar?: ComponentType<AvatarProps> | undefined
}

/** What `Message` takes besides the attributes of a `div`. */
export interface MessageOptions {
  readonly message: ChatMessage
  /** Ours: on the other side, and without a name. Default `false`. */
  readonly own?: boolean | undefined
  /** Where it stands among those that its author sent together. Default `'single'`. */
  readonly groupPosition?: GroupPosition | undefined
  /** Sends a failed message again; without it there is no such button. */
  readonly onRetry?: ((messageId: string) => void) | undefined
  /** Takes a failed message out; without it there is no such button. */
  readonly onDiscard?: ((messageId: string) => void) | undefined
  /** Buttons of your own, shown while the message is pointed at or has the focus. */
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
 * One message: who, when, what, and how far it has got.
 *
 * It renders again only when a prop has changed, so keep functions and `actions` stable.
 */
export const Message: NamedExoticComponent<MessageProps & RefAttributes<HTMLDivElement>> = memo(
  forwardRef<HTMLDivElement, MessageProps>(function Message(props, ref) {
    const { message, own = false, groupPosition = 'single', slots } = props
    const { render, className, ...rest } = withoutOptions(props)
    const person = usePerson(message.clientId, message.info)
    const isHead = groupPosition === 'first' || groupPosition === 'single'
    const Face = slots?.Avatar ?? Avatar
    const element = {
      ...rest,
      ref,
      className: classNames('hn-message', className),
      'data-slot': 'message',
      'data-own': own,
      'data-status': message.status,
      'data-group': groupPosition,
      children: (
        <>
          {!own && (
            <span className="hn-message-side">
              {isHead && <Face id={message.clientId} name={person.name} src={person.avatar} decorative />}
            </span>
          )}
          <MessageContent {...props} own={own} name={person.name} isHead={isHead} />
        </>
      ),
    }
    const state = { own, groupPosition, status: message.status }
    return render ? render(element, state) : <div {...element} />
  }),
)

interface MessageContentProps extends MessageOptions {
  readonly own: boolean
  readonly name: string
  readonly isHead: boolean
}

function MessageContent(props: MessageContentProps): ReactElement {
  const { message, own, name, isHead, onRetry, onDiscard, actions, linkify = true, renderBody, bodyId } = props
  const { time, dateTime } = useFormatters()
  const strings = useStrings(logEnglish)
  const text = renderBody ? null : messageText(message.data)
  return (
    <div className="hn-message-content">
      <div className={isHead ? 'hn-message-head' : 'hn-message-head-aside'}>
        <bdi className={own || !isHead ? 'hn-hidden' : 'hn-message-author'}>{own ? strings.yourself : name}</bdi>{' '}
        <time
          className="hn-message-time"
          dateTime={new Date(message.timestamp).toISOString()}
          title={dateTime(message.timestamp)}
        >
          {time(message.timestamp)}
        </time>
      </div>
      <div className="hn-message-line">
        <div className="hn-message-body" id={bodyId} dir="auto" data-empty={renderBody ? undefined : text === null}>
          {renderBody ? (
            renderBody(message)
          ) : (
            <MessageBody text={text ?? strings.messageWithoutText} linkify={linkify} />
          )}
        </div>
        {actions && <div className="hn-message-actions">{actions}</div>}
      </div>
      <MessageProgress message={message} onRetry={onRetry} onDiscard={onDiscard} />
    </div>
  )
}

/** What goes on to the element. */
function withoutOptions(props: MessageProps): Omit<MessageProps, keyof MessageOptions> {
  const { message: _message, own: _own, groupPosition: _group, onRetry: _retry, onDiscard: _discard, ...others } = props
  const { actions: _actions, linkify: _linkify, renderBody: _body, bodyId: _id, slots: _slots, ...rest } = others
  return rest
}
