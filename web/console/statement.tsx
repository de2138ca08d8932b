/** What the person wrote on the other lane: shown as it is, never as markup. */
export function Statement({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <section aria-label="Statement">
      <h2>Statement of the person</h2>
      <p class="statement">{text}</p>
    </section>
  );
}
