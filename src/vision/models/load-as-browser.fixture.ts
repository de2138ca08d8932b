/** Imports a package's browser build: while it loads it must not notice that it runs in Node. */
export async function loadAsBrowser<T>(path: string): Promise<T> {
  const versions = Object.getOwnPropertyDescriptor(process, 'versions')!;
  const asBrowser = { ...process.versions, node: undefined };
  Object.defineProperty(process, 'versions', { value: asBrowser, configurable: true });
  Object.assign(globalThis, { window: globalThis, document: {} });
  try {
    return (await import(path)) as T;
  } finally {
    Object.defineProperty(process, 'versions', versions);
  }
}
