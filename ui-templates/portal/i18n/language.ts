import { en, type Texts } from './en';
import { ja } from './ja';

export type Language = 'en' | 'ja';

export const languages: Record<Language, Texts> = { en, ja };

/** The worker's own choice, else the browser's. */
export function chosenLanguage(saved: string | null, preferred: readonly string[]): Language {
  if (saved === 'en' || saved === 'ja') return saved;
  const known = preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'en' || tag === 'ja');
  return (known as Language | undefined) ?? 'en';
}
