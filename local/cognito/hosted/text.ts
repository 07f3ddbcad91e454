export interface PageText {
  language: 'en' | 'ja';
  signIn: string;
  username: string;
  password: string;
  newPasswordTitle: string;
  newPasswordHint: string;
  newPassword: string;
  confirmPassword: string;
  change: string;
  signedOut: string;
  problem: string;
  errors: Record<'wrong' | 'locked' | 'disabled' | 'expired' | 'mismatch' | 'policy' | 'reset' | 'stale', string>;
  policy: { length: (count: number) => string; upper: string; lower: string; number: string; symbol: string };
}

const english: PageText = {
  language: 'en',
  signIn: 'Sign in',
  username: 'User name or e-mail address',
  password: 'Password',
  newPasswordTitle: 'Choose a new password',
  newPasswordHint: 'Your password was given to you for the first sign-in only. A new one needs:',
  newPassword: 'New password',
  confirmPassword: 'New password again',
  change: 'Save and sign in',
  signedOut: 'You are signed out.',
  problem: 'This sign-in cannot go on',
  errors: {
    wrong: 'The user name or the password is not right.',
    locked: 'Too many attempts. Wait a little and try again.',
    disabled: 'This account is disabled. Ask your administrator.',
    expired: 'The password for the first sign-in has expired. Ask your administrator for a new one.',
    mismatch: 'The two passwords are not the same.',
    policy: 'The new password does not meet the rules below.',
    reset: 'The password must be reset. Ask your administrator.',
    stale: 'This page was open too long. Sign in again.',
  },
  policy: {
    length: (count) => `at least ${count} characters`,
    upper: 'a capital letter',
    lower: 'a small letter',
    number: 'a digit',
    symbol: 'a symbol',
  },
};

const japanese: PageText = {
  language: 'ja',
  signIn: 'サインイン',
  username: 'ユーザー名またはメールアドレス',
  password: 'パスワード',
  newPasswordTitle: '新しいパスワードの設定',
  newPasswordHint: '今のパスワードは初回のサインイン専用です。新しいパスワードの条件:',
  newPassword: '新しいパスワード',
  confirmPassword: '新しいパスワード(確認)',
  change: '保存してサインイン',
  signedOut: 'サインアウトしました。',
  problem: 'サインインを続けられません',
  errors: {
    wrong: 'ユーザー名またはパスワードが違います。',
    locked: '試行回数が多すぎます。しばらく待ってからやり直してください。',
    disabled: 'このアカウントは無効です。管理者にお問い合わせください。',
    expired: '初回サインイン用パスワードの期限が切れています。管理者に再発行を依頼してください。',
    mismatch: '2 つのパスワードが一致しません。',
    policy: '新しいパスワードが下の条件を満たしていません。',
    reset: 'パスワードの再設定が必要です。管理者にお問い合わせください。',
    stale: 'ページの有効期限が切れました。もう一度サインインしてください。',
  },
  policy: {
    length: (count) => `${count} 文字以上`,
    upper: '英大文字を含む',
    lower: '英小文字を含む',
    number: '数字を含む',
    symbol: '記号を含む',
  },
};

/** English unless the browser prefers Japanese to it; `lang=ja` in the URL decides over the browser. */
export function pageText(acceptLanguage: string | undefined, lang: string | null): PageText {
  if (lang) return lang.toLowerCase().startsWith('ja') ? japanese : english;
  let best: { text: PageText; quality: number } = { text: english, quality: 0 };
  for (const part of (acceptLanguage ?? '').split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = Number(/^\s*q=([\d.]+)/.exec(parameters[0] ?? '')?.[1] ?? 1);
    const text = /^ja\b/.test(tag) ? japanese : /^en\b/.test(tag) ? english : undefined;
    if (text && quality > best.quality) best = { text, quality };
  }
  return best.text;
}
