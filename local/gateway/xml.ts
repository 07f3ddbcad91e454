const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => entities[character]!);
}

/** Children of an element; an array repeats `<member>`, a Map becomes `<entry>` elements, undefined is left out. */
export function xmlBody(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => `<member>${xmlBody(item)}</member>`).join('');
  if (value instanceof Map) {
    return [...value]
      .map(([k, v]) => `<entry><key>${escapeXml(String(k))}</key><value>${xmlBody(v)}</value></entry>`)
      .join('');
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => `<${name}>${xmlBody(item)}</${name}>`)
      .join('');
  }
  return escapeXml(String(value));
}

/** S3's flavour: an array repeats its own element, without a wrapper. */
export function flatXml(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => flatXml(name, item)).join('');
  if (typeof value !== 'object') return `<${name}>${escapeXml(String(value))}</${name}>`;
  const children = Object.entries(value).map(([key, item]) => flatXml(key, item));
  return `<${name}>${children.join('')}</${name}>`;
}
