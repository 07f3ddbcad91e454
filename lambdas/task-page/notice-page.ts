import { escapeHtml } from '../../core/liquid/escape';

export type Language = 'en' | 'ja';
export type Notice = 'gone' | 'expired' | 'template';

const TEXTS: Record<Language, Record<Notice, [title: string, text: string]>> = {
  en: {
    gone: ['This task is gone', 'There is no such task any more. Go back to your jobs and take the next one.'],
    expired: [
      'The time for this task is over',
      'It went back to the queue, so somebody else may do it. Go back to your jobs and take the next one.',
    ],
    template: [
      'This task cannot be shown',
      'The page of this job has a mistake in it, which is not your fault. Release the task, and tell whoever runs the job:',
    ],
  },
  ja: {
    gone: ['このタスクはもうありません', 'ジョブの一覧に戻り、次のタスクを始めてください。'],
    expired: [
      'このタスクの制限時間が過ぎました',
      'タスクは順番待ちに戻り、ほかの人が担当することがあります。ジョブの一覧に戻り、次のタスクを始めてください。',
    ],
    template: [
      'このタスクを表示できません',
      'ジョブの画面テンプレートに誤りがあります。あなたの操作の問題ではありません。「タスクを戻す」を選び、次の内容をジョブの担当者に伝えてください。',
    ],
  },
};

/** What a worker reads in the frame when there is no task to show. */
export function noticePage(language: Language, notice: Notice, detail?: string): string {
  const [title, text] = TEXTS[language][notice];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 32rem; padding: 2rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
pre { white-space: pre-wrap; font-size: .875rem; opacity: .8; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
${detail ? `<pre>${escapeHtml(detail)}</pre>` : ''}
</main>
</body>
</html>
`;
}

/** From `?lang=` or the browser's own preference. */
export function languageOf(asked: string | undefined, accepted: string | undefined): Language {
  if (asked === 'ja' || asked === 'en') return asked;
  return /^ja\b/i.test(accepted ?? '') ? 'ja' : 'en';
}
