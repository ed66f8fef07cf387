import { useId } from 'react'
import type { ReactElement } from 'react'
import { isChoiceFree } from '../env/service-choice.ts'
import { listedServices } from './listed-services.ts'
import type { Opening } from './open-service.ts'
import type { Setting } from './service.ts'
import { serviceHref } from './service-links.ts'

type Incomplete = Extract<Opening, { readonly status: 'incomplete' }>

/** In the place of a demo that can't begin: what is missing, how one gets it, and where to put it. */
export function SetUpPage({ opening }: { readonly opening: Exclude<Opening, { status: 'open' }> }): ReactElement {
  return (
    <main className="welcome">
      <title>Set up · Herenow demo</title>
      <div className="card set-up">
        <span className="mark" aria-hidden="true" />
        <h1>{opening.status === 'unknown' ? 'No service' : `Herenow on ${opening.listed.title}`}</h1>
        <p role="alert">{opening.problem}</p>
        {isChoiceFree ? <WaysOut opening={opening} /> : <p className="muted">Its builder sets it with VITE_SERVICE.</p>}
      </div>
    </main>
  )
}

function WaysOut({ opening }: { readonly opening: Exclude<Opening, { status: 'open' }> }): ReactElement {
  const others = listedServices.filter((each) => opening.status === 'unknown' || each.name !== opening.listed.name)
  return (
    <>
      {opening.status === 'incomplete' && <SettingsForm opening={opening} />}
      <nav className="other-services" aria-label="Other services">
        <span className="muted">Or:</span>
        {others.map((listed) => (
          <a key={listed.name} href={serviceHref(listed, location.hash)}>
            {listed.title}
          </a>
        ))}
      </nav>
    </>
  )
}

/** Puts what is filled in into the address, which keeps the room. */
function SettingsForm({ opening: { listed, service, given } }: { readonly opening: Incomplete }): ReactElement {
  return (
    <>
      <pre tabIndex={0} aria-label={`How to start ${listed.title}`}>
        {service.start}
      </pre>
      <form className="name-form" method="get">
        <input type="hidden" name="service" value={listed.name} />
        {service.settings.map((setting) => (
          <Field key={setting.name} setting={setting} given={given.get(setting.name) ?? ''} />
        ))}
        <div className="row">
          <button type="submit" className="primary">
            Open
          </button>
        </div>
      </form>
    </>
  )
}

function Field({ setting, given }: { readonly setting: Setting; readonly given: string }): ReactElement {
  const { name, label, about, initial } = setting
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        defaultValue={given}
        placeholder={initial}
        aria-describedby={`${id}-about`}
        autoComplete="off"
        spellCheck={false}
      />
      <p id={`${id}-about`} className="muted">
        {about}
      </p>
    </div>
  )
}
