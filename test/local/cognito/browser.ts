/** As much of a browser as a sign-in page needs: cookies of one origin, forms, redirects one at a time. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly headers: Record<string, string> = {}) {}

  async go(
    url: string,
    form?: Record<string, string>,
  ): Promise<{ status: number; location: string | null; text: string; headers: Headers }> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form ? new URLSearchParams(form) : undefined,
      redirect: 'manual',
      headers: { ...this.headers, ...(cookie ? { cookie } : {}) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/Max-Age=0/.test(line)) this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    return {
      status: response.status,
      location: response.headers.get('location'),
      text: await response.text(),
      headers: response.headers,
    };
  }
}

const plain = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"');

/** Where the page's form goes, and what it sends unasked. */
export function formOf(html: string): { action: string; hidden: Record<string, string> } {
  const action = plain(/<form[^>]* action="([^"]*)"/.exec(html)![1]!);
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)"[^>]* value="([^"]*)"/g)].map(
    ([, name, value]) => [name!, plain(value!)] as const,
  );
  return { action, hidden: Object.fromEntries(hidden) };
}
