import type { ReactElement } from 'react'
import type { SendButtonProps } from './composer-options.ts'

/** An arrow that points up, away from the field: the same in every direction of writing. */
export function SendButton(props: SendButtonProps): ReactElement {
  return (
    <button {...props} className="hn-composer-send" data-slot="composer-send">
      <svg className="hn-icon" viewBox="0 0 20 20" aria-hidden="true">
        <path className="hn-icon-line" d="M10 16V4.5M4.8 9.4 10 4.2l5.2 5.2" />
      </svg>
    </button>
  )
}
