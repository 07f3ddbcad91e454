type Language = 'en' | 'ja';

/** Words of an element, each in every language; gives the reader of them in the language of the page. One call beside each element. */
export function phrases<Key extends string>(words: Record<Language, Record<Key, string>>): (key: Key) => string {
  return (key) => words[document.documentElement.lang.toLowerCase().startsWith('ja') ? 'ja' : 'en'][key];
}
