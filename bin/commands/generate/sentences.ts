import { type RandomGenerator, randomGenerator } from '../../../core/random/generator';
import type { GeneratedObject } from './generated-object';

/**
 * Messages to a shop's support desk in English and Japanese, one of four topics each. A message asks about its topic and often mentions
 * another in passing ("the parcel came on time, but …"), so that single words mislead and a learner needs a few hundred labels.
 */
export const sentenceLabels = ['billing', 'delivery', 'account', 'defect'];

type SentenceObject = Extract<GeneratedObject, { kind: 'text' }>;

export function generateSentences(count: number, seed: number): SentenceObject[] {
  const seen = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    for (let attempt = 0; ; attempt++) {
      const draw = randomGenerator(`${seed}:sentence:${index}:${attempt}`);
      const label = draw.pick(sentenceLabels);
      const text = draw.next() < 0.5 ? english(draw, label) : japanese(draw, label);
      // why: two equal messages would be two objects that cannot be told apart when the result is scored; ten tries are plenty.
      if (attempt < 10 && seen.has(text)) continue;
      seen.add(text);
      return { kind: 'text', text, label };
    }
  });
}

interface Language {
  openings: string[];
  products: string[];
  /** What the message is about. `{p}` product, `{n}` order number, `{d}` days, `{a}` amount. */
  asks: Record<string, string[]>;
  /** Mentioned in passing: settled, so not the topic. */
  asides: Record<string, string[]>;
  closings: string[];
}

const en: Language = {
  openings: [
    'Hello,',
    'Hi there,',
    'Good morning,',
    'Dear support,',
    'Hey,',
    'To whom it may concern,',
    'Sorry to bother you again.',
    'Quick question:',
    '',
  ],
  products: [
    'kettle',
    'desk lamp',
    'rain jacket',
    'headphones',
    'coffee grinder',
    'backpack',
    'keyboard',
    'rice cooker',
    'air pump',
    'wall clock',
  ],
  asks: {
    billing: [
      'I was charged twice for the {p}.',
      'the invoice for order {n} shows {a} dollars more than the price on your page.',
      'my refund for the {p} has not reached my card after {d} days.',
      'could you send a receipt with our tax number for order {n}?',
      'the discount code was accepted but {a} dollars were taken anyway.',
      'why is there a fee of {a} dollars on my statement next to the {p}?',
      'please explain the second payment for order {n}.',
    ],
    delivery: [
      'order {n} was due {d} days ago and nothing has come.',
      'the tracking page for the {p} has not moved for {d} days.',
      'the courier left the {p} at the wrong house.',
      'can the parcel with the {p} go to a pickup point instead?',
      'half of order {n} is missing from the box.',
      'where is my {p}? It was shipped {d} days ago.',
      'nobody rang, yet the card says you tried to hand over order {n}.',
    ],
    account: [
      'I cannot sign in since I changed my password.',
      'the code for the second step never reaches my phone.',
      'please change the e-mail address of my profile, the old one is gone.',
      'my profile shows order {n}, which belongs to somebody else.',
      'I want my data and my profile deleted within {d} days.',
      'the app logs me out every time I open the page of the {p}.',
      'how do I add a colleague to our company profile?',
    ],
    defect: [
      'the {p} stopped working after {d} days.',
      'the {p} makes a loud noise and smells burnt.',
      'a part of the {p} was cracked when I first used it.',
      'the {p} does not switch on, whatever I press.',
      'the {p} leaks at the bottom, I have tried everything in the manual.',
      'the colour of the {p} came off after one wash.',
      'the second {p} from order {n} has the same fault as the first.',
    ],
  },
  asides: {
    billing: [
      'the payment went through fine,',
      'the invoice is correct,',
      'I paid {a} dollars for it,',
      'my refund from last time arrived, thank you,',
    ],
    delivery: [
      'the parcel came on time,',
      'the courier was friendly,',
      'it was shipped quickly,',
      'tracking said delivered and it was,',
    ],
    account: ['signing in works again,', 'my profile is up to date,', 'I used my new password,', 'the app is nice,'],
    defect: ['the {p} itself works well,', 'nothing was broken,', 'the replacement {p} is fine,', 'I like the {p},'],
  },
  closings: [
    'Thanks.',
    'Please advise.',
    'Thank you for your help.',
    'I would like an answer this week.',
    'Kind regards.',
    '',
  ],
};

const ja: Language = {
  openings: [
    'お世話になっております。',
    'こんにちは。',
    'はじめまして。',
    '何度もすみません。',
    '質問があります。',
    '至急お願いします。',
    '',
  ],
  products: [
    '電気ケトル',
    'デスクライト',
    'レインジャケット',
    'ヘッドホン',
    'コーヒーミル',
    'リュック',
    'キーボード',
    '炊飯器',
    '空気入れ',
    '掛け時計',
  ],
  asks: {
    billing: [
      '{p}の代金が二重に引き落とされています。',
      '注文{n}の請求額がサイトの価格より{a}ドル高いです。',
      '{p}の返金が{d}日たってもカードに戻りません。',
      '注文{n}の領収書を会社名で発行していただけますか。',
      '割引コードを入れたのに{a}ドル請求されました。',
      '明細にある{a}ドルの手数料は何でしょうか。',
      '注文{n}の二回目の支払いについて説明してください。',
    ],
    delivery: [
      '注文{n}は{d}日前に届く予定でしたが、まだ来ません。',
      '{p}の追跡情報が{d}日間更新されていません。',
      '配達の方が{p}を隣の家に置いていきました。',
      '{p}の荷物をコンビニ受け取りに変更できますか。',
      '注文{n}の箱に商品が半分しか入っていませんでした。',
      '{d}日前に発送されたはずの{p}はどこにありますか。',
      '在宅していたのに注文{n}の不在票が入っていました。',
    ],
    account: [
      'パスワードを変えてからログインできません。',
      '二段階認証のコードが携帯に届きません。',
      '登録しているメールアドレスを変更してください。',
      '知らない人の注文{n}がマイページに表示されます。',
      '{d}日以内に退会して個人情報を消してください。',
      '{p}のページを開くたびにアプリからログアウトされます。',
      '会社のアカウントに同僚を追加する方法を教えてください。',
    ],
    defect: [
      '{p}が{d}日で動かなくなりました。',
      '{p}から大きな音がして焦げたにおいがします。',
      '{p}の部品が最初から割れていました。',
      'どのボタンを押しても{p}の電源が入りません。',
      '説明書のとおりにしても{p}の底から水が漏れます。',
      '一度洗っただけで{p}の色が落ちました。',
      '注文{n}の二台目の{p}も同じ不具合です。',
    ],
  },
  asides: {
    billing: [
      '支払いは問題なく済みましたが、',
      '請求書は合っていますが、',
      '{a}ドル払いましたが、',
      '前回の返金は届きましたが、',
    ],
    delivery: [
      '荷物は時間どおり届きましたが、',
      '配達の方は親切でしたが、',
      '発送は早かったのですが、',
      '追跡では配達済みですが、',
    ],
    account: [
      'ログインはできましたが、',
      '登録情報は最新ですが、',
      '新しいパスワードで入りましたが、',
      'アプリは使いやすいのですが、',
    ],
    defect: [
      '{p}そのものは良いのですが、',
      '商品は壊れていませんが、',
      '交換品の{p}は問題ありませんが、',
      '{p}は気に入っていますが、',
    ],
  },
  closings: ['よろしくお願いいたします。', 'ご確認ください。', 'お返事をお待ちしています。', '困っています。', ''],
};

const ASIDE_SHARE = 0.45;

function english(draw: RandomGenerator, label: string): string {
  const fill = filler(draw, en);
  const aside = draw.next() < ASIDE_SHARE ? `${fill(draw.pick(en.asides[otherTopic(draw, label)]!))} but ` : '';
  const ask = fill(draw.pick(en.asks[label]!));
  const opening = draw.pick(en.openings);
  const body = aside + ask;
  const startsSentence = opening === '' || opening.endsWith('.');
  const cased = startsSentence ? body[0]!.toUpperCase() + body.slice(1) : body;
  return [opening, cased, draw.pick(en.closings)].filter(Boolean).join(' ');
}

function japanese(draw: RandomGenerator, label: string): string {
  const fill = filler(draw, ja);
  const aside = draw.next() < ASIDE_SHARE ? fill(draw.pick(ja.asides[otherTopic(draw, label)]!)) : '';
  return draw.pick(ja.openings) + aside + fill(draw.pick(ja.asks[label]!)) + draw.pick(ja.closings);
}

const otherTopic = (draw: RandomGenerator, label: string) =>
  draw.pick(sentenceLabels.filter((other) => other !== label));

/** One product, one order number per message, as a person would write. */
function filler(draw: RandomGenerator, language: Language): (template: string) => string {
  const words: Record<string, string> = {
    p: draw.pick(language.products),
    n: String(10_000 + draw.integer(90_000)),
    d: String(2 + draw.integer(18)),
    a: String(3 + draw.integer(190)),
  };
  return (template) => template.replace(/\{(\w)\}/g, (_, key: string) => words[key]!);
}
