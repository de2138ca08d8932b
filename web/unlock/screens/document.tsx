import '../../shared/steps.css';
import { useState } from 'preact/hooks';
import type { CaseView, DocumentTypeOption, DocumentView } from '../../../src/core/wire.ts';
import { ErrorNote, FaultSentences, Heading } from '../../shared/screen.tsx';
import { locale, t } from '../../shared/text.ts';
import { useAction } from '../../shared/use-action.ts';
import { withContact } from '../contact-part.tsx';
import {
  type DocumentSide,
  documentSize,
  nextDocumentPart,
  sidesToRedo,
} from '../document-part.ts';
import type { Flow, ScreenProps } from '../flow.ts';
import { rememberSent } from '../last-sent.ts';
import { PictureStep } from '../picture-step.tsx';
import { AskedAgain, currentStep, isAskedAgain, OtherWay } from '../step-parts.tsx';

/** S7: country and type, the sides one after the other, then [Submit]. */
function TakeDocument({ view, flow }: ScreenProps) {
  const [isIntroRead, setIntroRead] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [redo, setRedo] = useState(() =>
    isAskedAgain(view) ? sidesToRedo(currentStep(view)?.faults ?? []) : [],
  );
  const document = view.document;
  if (!document) return <p role="status">{t('common.loading')}</p>;
  const part = nextDocumentPart(document, { isIntroRead, isChoosing, redo });
  const chooseAgain = () => setChoosing(true);
  return (
    <>
      {part === 'intro' ? <Intro view={view} onNext={() => setIntroRead(true)} /> : null}
      {part === 'choose' ? (
        <Choose document={document} flow={flow} onChosen={() => setChoosing(false)} />
      ) : null}
      {part === 'front' || part === 'back' ? (
        <Side
          key={part}
          side={part}
          document={document}
          flow={flow}
          onOther={chooseAgain}
          onAccepted={() => setRedo((sides) => sides.filter((side) => side !== part))}
        />
      ) : null}
      {part === 'ready' ? (
        <Ready document={document} flow={flow} onOther={chooseAgain} onRedo={setRedo} />
      ) : null}
      <OtherWay view={view} flow={flow} />
    </>
  );
}

export const DocumentScreen = withContact(TakeDocument);

function Intro({ view, onNext }: { readonly view: CaseView; readonly onNext: () => void }) {
  return (
    <>
      <Heading>{t('step.id_document')}</Heading>
      <AskedAgain view={view} />
      <p>{t('document.intro')}</p>
      <svg class="drawing" viewBox="0 0 200 104" aria-hidden="true">
        <path d="M30 14h140v76H30zM44 32h36v40H44zM96 36h56M96 50h56M96 64h34M10 24V4h20M170 4h20v20M190 80v20h-20M30 100H10V80" />
      </svg>
      <ul>
        <li>{t('document.tip.1')}</li>
        <li>{t('document.tip.2')}</li>
        <li>{t('document.tip.3')}</li>
      </ul>
      <button type="button" class="btn" onClick={onNext}>
        {t('document.next')}
      </button>
    </>
  );
}

interface ChooseProps {
  readonly document: DocumentView;
  readonly flow: Flow;
  readonly onChosen: () => void;
}

function Choose({ document, flow, onChosen }: ChooseProps) {
  const { countries } = document;
  const [country, setCountry] = useState(document.country ?? '');
  const [type, setType] = useState<string>(document.type?.type ?? '');
  const { busy, error, run } = useAction();
  const types = countries.find(({ code }) => code === country)?.types ?? [];
  const isComplete = types.some((option) => option.type === type);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isComplete) return;
        void run(async () => {
          await flow.post('/u/document/choose', { country, type });
          onChosen();
        });
      }}
    >
      <Heading>{t('document.choose')}</Heading>
      <label class="field">
        <span>{t('document.country')}</span>
        <select
          value={country}
          onChange={(event) => {
            setCountry(event.currentTarget.value);
            setType('');
          }}
        >
          <option value="">{t('document.pick')}</option>
          {inOwnLanguage(countries).map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <TypeSelect types={types} type={type} onType={setType} />
      <ErrorNote error={error} />
      <button type="submit" class="btn" disabled={!isComplete || busy}>
        {t('common.continue')}
      </button>
    </form>
  );
}

/** Named and sorted in the language of the page, which may be another than the account's. */
function inOwnLanguage(countries: DocumentView['countries']) {
  const regions = new Intl.DisplayNames([locale()], { type: 'region' });
  return countries
    .map(({ code, region, names }) => ({
      code,
      name: names?.[locale()] ?? (region && regions.of(region)) ?? code,
    }))
    .sort((a, b) => a.name.localeCompare(b.name, locale()));
}

interface TypeSelectProps {
  readonly types: readonly DocumentTypeOption[];
  readonly type: string;
  readonly onType: (type: string) => void;
}

function TypeSelect({ types, type, onType }: TypeSelectProps) {
  return (
    <label class="field">
      <span>{t('document.type')}</span>
      <select
        value={type}
        disabled={types.length === 0}
        onChange={(event) => onType(event.currentTarget.value)}
      >
        <option value="">{t('document.pick')}</option>
        {types.map((option) => (
          <option key={option.type} value={option.type}>
            {t(`document.type.${option.type}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface SideProps {
  readonly side: DocumentSide;
  readonly document: DocumentView;
  readonly flow: Flow;
  readonly onOther: () => void;
  readonly onAccepted: () => void;
}

function Side({ side, document, flow, onOther, onAccepted }: SideProps) {
  const [isTouched, setTouched] = useState(false);
  const faults = document[side]?.faults ?? [];
  const type = t(`document.type.${document.type?.type}`);
  const isPassport = document.type?.type === 'passport';
  const id = side === 'front' && isPassport ? 'document.page' : `document.${side}`;
  return (
    <>
      <Heading>{t(id, { type })}</Heading>
      <p>{t(`${id}.text`)}</p>
      {!isTouched && faults.length > 0 ? (
        <div class="note" role="status">
          <FaultSentences faults={faults} />
        </div>
      ) : null}
      <PictureStep
        camera="back"
        guide="card"
        uploadAllowed={document.uploadAllowed}
        takeId="picture.take"
        alt={t(id, { type })}
        size={documentSize}
        send={async ([picture], source) => {
          setTouched(true);
          const view = await flow.put(`/u/document/${side}?source=${source}`, picture);
          const sent = view.document?.[side];
          if (sent && !sent.accepted) return sent.faults;
          rememberSent(`document_${side}`, picture);
          onAccepted();
          return null;
        }}
      />
      <button type="button" class="link" onClick={onOther}>
        {t('document.other')}
      </button>
    </>
  );
}

interface ReadyProps {
  readonly document: DocumentView;
  readonly flow: Flow;
  readonly onOther: () => void;
  readonly onRedo: (sides: readonly DocumentSide[]) => void;
}

function Ready({ document, flow, onOther, onRedo }: ReadyProps) {
  const { busy, error, run } = useAction();
  return (
    <>
      <Heading>{t('document.ready')}</Heading>
      <p>{t(document.back ? 'document.ready.both' : 'document.ready.one')}</p>
      <ErrorNote error={error} />
      <button
        type="button"
        class="btn"
        disabled={busy}
        onClick={() => run(() => flow.post('/u/document/submit'))}
      >
        {t('common.submit')}
      </button>
      <button type="button" class="btn quiet" disabled={busy} onClick={() => onRedo(['front'])}>
        {t(document.back ? 'document.redo.front' : 'picture.again')}
      </button>
      {document.back ? (
        <button type="button" class="btn quiet" disabled={busy} onClick={() => onRedo(['back'])}>
          {t('document.redo.back')}
        </button>
      ) : null}
      <button type="button" class="link" onClick={onOther}>
        {t('document.other')}
      </button>
    </>
  );
}
