import { useId } from 'react'
import type { ReactElement } from 'react'
import { listedServices } from './listed-services.ts'
import type { OpenService } from './service.ts'
import { serviceHref } from './service-links.ts'

interface ServiceSwitchProps {
  readonly current: OpenService
  /** What the page shows, which stays. */
  readonly hash: string
}

/** Chooses the service by links in a list that opens. Another service is another page: it loads its own code only. */
export function ServiceSwitch({ current, hash }: ServiceSwitchProps): ReactElement {
  const id = useId()
  return (
    <div className="service-switch">
      <button type="button" popoverTarget={id} aria-label={`Service: ${current.title}`}>
        {current.title}
        <span className="chevron" aria-hidden="true" />
      </button>
      <nav id={id} popover="auto" className="service-menu" aria-label="Service">
        <ul>
          {listedServices.map((listed) => (
            <li key={listed.name}>
              <a href={serviceHref(listed, hash)} aria-current={listed.name === current.name ? 'true' : undefined}>
                {listed.title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  )
}
