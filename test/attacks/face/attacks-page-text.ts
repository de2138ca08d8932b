import type { SuiteResult } from './suite.ts';
export const defenceIdeas = '';
export function chapterBefore(_result: SuiteResult): string {
  return '# Attacks';
}
export function chapterAfter(_result: SuiteResult): string {
  return '';
}
