import { createHash } from 'node:crypto';
import type { ServiceResponse } from '../../contract';
import { escapeXml } from '../../gateway/xml';
import type { PasswordPolicy } from '../model';
import type { PageText } from './text';

const style = `
:root{color-scheme:light dark;--ink:#16202a;--paper:#f4f6f8;--card:#fff;--line:#6b7885;--accent:#0b5cad;--on-accent:#fff;--bad:#a4161a}
@media(prefers-color-scheme:dark){:root{--ink:#eef2f6;--paper:#12171c;--card:#1c242c;--line:#8b98a5;--accent:#7db8f5;--on-accent:#0b1a29;--bad:#ff9b9b}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,"Hiragino Sans","Noto Sans JP",sans-serif}
main{width:100%;max-width:24rem;padding:2rem 1.5rem;background:var(--card);border-radius:.75rem}
h1{margin:0 0 1rem;font-size:1.5rem}
label{display:block;margin-top:1rem;font-weight:600}
input{width:100%;min-height:2.75rem;margin-top:.25rem;padding:.5rem .75rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:.375rem}
button{width:100%;min-height:2.75rem;margin-top:1.5rem;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;border-radius:.375rem;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
[role=alert]{margin:0;color:var(--bad);font-weight:600}
ul{margin:.25rem 0 0;padding-left:1.25rem}
`;
const styleHash = createHash('sha256').update(style).digest('base64');

interface Page {
  status?: number;
  text: PageText;
  title: string;
  content: string;
  /** Where the form may lead besides here: the browser follows the redirect after a sign-in only when its policy names the target. */
  formTarget?: string;
  cookie?: string;
}

function render({ status = 200, text, title, content, formTarget, cookie }: Page): ServiceResponse {
  const body = `<!doctype html>
<html lang="${text.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeXml(title)}</title><style>${style}</style></head>
<body><main><h1>${escapeXml(title)}</h1>${content}</main></body>
</html>`;
  const formAction = formTarget ? `'self' ${formTarget}` : "'self'";
  return {
    status,
    body,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${formAction}; frame-ancestors 'none'; base-uri 'none'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      ...(cookie ? { 'set-cookie': cookie } : {}),
    },
  };
}

interface FormPage {
  text: PageText;
  action: string;
  csrf: string;
  cookie?: string;
  formTarget: string;
  error?: keyof PageText['errors'];
}

const alert = ({ text, error }: FormPage) =>
  error ? `<p role="alert" id="error">${escapeXml(text.errors[error])}</p>` : '';

const describedBy = (...ids: (string | false | undefined)[]) => {
  const known = ids.filter(Boolean);
  return known.length > 0 ? ` aria-describedby="${known.join(' ')}"` : '';
};

export function signInPage(page: FormPage & { username?: string }): ServiceResponse {
  const { text, action, csrf, username = '', error } = page;
  const invalid = error === 'wrong' ? ' aria-invalid="true"' : '';
  const focus = (here: boolean) => (here ? ' autofocus' : '');
  const content = `${alert(page)}
<form method="post" action="${escapeXml(action)}">
<input type="hidden" name="_csrf" value="${escapeXml(csrf)}">
<label for="username">${escapeXml(text.username)}</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required value="${escapeXml(username)}"${invalid}${describedBy(error && 'error')}${focus(username === '')}>
<label for="password">${escapeXml(text.password)}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${invalid}${describedBy(error && 'error')}${focus(username !== '')}>
<button type="submit">${escapeXml(text.signIn)}</button>
</form>`;
  return render({ text, title: text.signIn, content, formTarget: page.formTarget, cookie: page.cookie });
}

export function newPasswordPage(
  page: FormPage & { session: string; policy: PasswordPolicy; username: string },
): ServiceResponse {
  const { text, action, csrf, session, policy, username, error } = page;
  const rules = [
    text.policy.length(policy.MinimumLength),
    policy.RequireUppercase && text.policy.upper,
    policy.RequireLowercase && text.policy.lower,
    policy.RequireNumbers && text.policy.number,
    policy.RequireSymbols && text.policy.symbol,
  ].filter((rule) => rule !== false);
  const described = describedBy('rules', error && 'error');
  const content = `${alert(page)}
<form method="post" action="${escapeXml(action)}">
<input type="hidden" name="_csrf" value="${escapeXml(csrf)}">
<input type="hidden" name="session" value="${escapeXml(session)}">
<input type="hidden" name="username" autocomplete="username" value="${escapeXml(username)}">
<div id="rules"><p>${escapeXml(text.newPasswordHint)}</p><ul>${rules.map((rule) => `<li>${escapeXml(rule)}</li>`).join('')}</ul></div>
<label for="new-password">${escapeXml(text.newPassword)}</label>
<input id="new-password" name="new_password" type="password" autocomplete="new-password" required autofocus${described}>
<label for="confirm-password">${escapeXml(text.confirmPassword)}</label>
<input id="confirm-password" name="confirm_password" type="password" autocomplete="new-password" required${described}>
<button type="submit">${escapeXml(text.change)}</button>
</form>`;
  return render({ text, title: text.newPasswordTitle, content, formTarget: page.formTarget, cookie: page.cookie });
}

/** A request that must not be redirected, because its client or its redirect address cannot be trusted. */
export const problemPage = (text: PageText, reason: string): ServiceResponse =>
  render({ status: 400, text, title: text.problem, content: `<p role="alert">${escapeXml(reason)}</p>` });

export const signedOutPage = (text: PageText): ServiceResponse => render({ text, title: text.signedOut, content: '' });
