import type { TaskType } from '../task-type';
import { type TextLabel, texts } from '../texts';

/** A text about an image: what is to be seen, what is written there. */
export const imageCaptioning: TaskType<string, string, TextLabel> = {
  ...texts('caption', 'plumbline/image-caption'),
  slug: 'image-captioning',
  title: 'Image captioning',
  source: 'image',
  extensions: ['.jpg', '.jpeg', '.png'],
};
