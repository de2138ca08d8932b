import { useEffect, useMemo, useState } from 'preact/hooks';
import type { CaseView } from '../../src/core/wire.ts';
import { type Api, type ApiError, createApi } from '../shared/api.ts';
import { setServerNow } from '../shared/clock.ts';
import { listen } from '../shared/live.ts';
import { type Stage, stageOf } from './stage.ts';

/** What a screen may do. Each call ends with the newest view shown. Rejects with ApiError. */
export interface Flow {
  readonly api: Api;
  post(path: string, body?: unknown): Promise<void>;
  /** Resolves with the view, so that a picture's faults can be shown beside the picture. */
  put(path: string, body: Blob): Promise<CaseView>;
  reload(): Promise<void>;
  /** First of all: the session, by the link's token or by the cookie. */
  enter(): Promise<void>;
  /** [Continue] on the plan. */
  acceptPlan(): void;
  /** Shows the neutral "Thank you" before the next screen. */
  thank(isShown: boolean): void;
}

export interface ScreenProps {
  readonly view: CaseView;
  readonly flow: Flow;
}

export interface FlowState {
  readonly view: CaseView | null;
  /** Set when nothing can be shown any more: no session, or the link is used up. */
  readonly fatal: ApiError | null;
  /** The last answer did not come; the view may be old. */
  readonly offline: boolean;
  /** Another tab or device moved the case on. */
  readonly movedOn: boolean;
  readonly thanks: boolean;
  readonly planSeen: boolean;
}

const initial: FlowState = {
  view: null,
  fatal: null,
  offline: false,
  movedOn: false,
  thanks: false,
  planSeen: false,
};

const planSeenKey = (caseId: string) => `thaw-plan-${caseId}`;

/** The case as this page knows it, and how to change it. One per page. */
export function useFlow(): { readonly state: FlowState; readonly flow: Flow } {
  const [state, setState] = useState(initial);
  const flow = useMemo(() => createFlow(setState), []);
  useEffect(() => {
    void flow.enter();
  }, [flow]);
  const caseId = state.view?.caseId;
  useEffect(() => {
    if (!caseId) return;
    return listen('/u/case/events', () => void flow.reload().catch(() => {}));
  }, [caseId, flow]);
  return { state, flow };
}

/** One-time token of the fragment first; without one, or when it is used up, the cookie resumes. */
async function enter(api: Api): Promise<CaseView> {
  const token = new URLSearchParams(location.hash.slice(1)).get('t');
  if (token === null) return api.get<CaseView>('/u/case');
  // Out of the address bar and the history before anything else can read it (ASVS 14.2.1).
  history.replaceState(null, '', location.pathname);
  try {
    return await api.post<CaseView>('/u/session', { token });
  } catch (error) {
    const { code } = error as ApiError;
    if (code !== 'token_used' && code !== 'token_expired') throw error;
    return api.get<CaseView>('/u/case').catch(() => {
      throw error;
    });
  }
}

function accept(old: FlowState, view: CaseView): FlowState {
  setServerNow(view.now);
  let planSeen = old.planSeen;
  try {
    planSeen ||= sessionStorage.getItem(planSeenKey(view.caseId)) !== null;
  } catch {
    // Without storage the plan is shown once more after a reload.
  }
  return { ...old, view, planSeen, fatal: null, offline: false };
}

function createFlow(draw: (state: FlowState) => void): Flow {
  const api = createApi();
  let state = initial;
  const set = (next: FlowState) => {
    state = next;
    draw(next);
  };
  const show = (view: CaseView) => set({ ...accept(state, view), movedOn: false });

  /** Remembered before a change: the live channel may move the view while the change is on its way. */
  const stageNow = () => state.view && stageOf(state.view, state.planSeen);

  const reload = async () => {
    try {
      const view = await api.get<CaseView>('/u/case');
      // The state of now, not of when it was asked: a screen may have come up in between.
      set(accept(state, view));
    } catch (error) {
      note(error as ApiError);
      throw error;
    }
  };
  const note = (error: ApiError) => {
    if (error.status === 401) set({ ...state, fatal: error });
    else if (error.kind === 'offline') set({ ...state, offline: true });
  };
  /** A refusal because the case has moved on shows where it is now instead of an error. */
  const recover = async (error: ApiError, askedAt: Stage | null): Promise<void> => {
    note(error);
    if (error.status !== 409) throw error;
    const view = await api.get<CaseView>('/u/case');
    const hasMoved = askedAt !== stageOf(view, state.planSeen);
    set({ ...accept(state, view), movedOn: hasMoved });
    if (!hasMoved) throw error;
  };

  return {
    api,
    reload,
    post: async (path, body) => {
      const askedAt = stageNow();
      try {
        show(await api.post<CaseView>(path, body));
      } catch (error) {
        await recover(error as ApiError, askedAt);
      }
    },
    put: async (path, body) => {
      const askedAt = stageNow();
      try {
        const view = await api.put<CaseView>(path, body);
        show(view);
        return view;
      } catch (error) {
        await recover(error as ApiError, askedAt);
        throw error;
      }
    },
    enter: () => enter(api).then(show, (error: ApiError) => set({ ...state, fatal: error })),
    acceptPlan: () => {
      try {
        if (state.view) sessionStorage.setItem(planSeenKey(state.view.caseId), '1');
      } catch {
        // See accept().
      }
      set({ ...state, planSeen: true });
    },
    thank: (thanks) => set({ ...state, thanks }),
  };
}
