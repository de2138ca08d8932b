import type { VisionFailureCode, VisionTask, VisionTasks } from './facts.ts';

/** A request to a child, in one frame with its pictures' bytes (`request-frame.ts`). */
export type ToChild =
  | { readonly kind: 'warm'; readonly id: number }
  | {
      readonly [T in VisionTask]: {
        readonly kind: 'task';
        readonly id: number;
        readonly task: T;
        readonly input: VisionTasks[T]['input'];
      };
    }[VisionTask];

/** What a child says, over IPC with serialization 'advanced'. */
export type FromChild =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly result: TaskResult;
      /** Resident memory after the task, in bytes. */
      readonly rssBytes: number;
    };

export type TaskResult =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly failure: VisionFailureCode; readonly detail: string };
