/** The elements a template may hold, each with the attributes it cannot do without. `ui-templates/elements` has them. */
export const ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  'classification-target': [],
  'crowd-alert': [],
  'crowd-badge': [],
  'crowd-bounding-box': ['name', 'src', 'labels'],
  'crowd-button': [],
  'crowd-card': [],
  'crowd-checkbox': ['name'],
  'crowd-classifier': ['name', 'categories'],
  'crowd-classifier-multi-select': ['name', 'categories'],
  'crowd-entity-annotation': ['name', 'text', 'labels'],
  'crowd-fab': [],
  'crowd-form': [],
  'crowd-icon-button': [],
  'crowd-image-classifier': ['name', 'src', 'categories'],
  'crowd-image-classifier-multi-select': ['name', 'src', 'categories'],
  'crowd-input': ['name'],
  'crowd-instance-segmentation': ['name', 'src', 'labels'],
  'crowd-instructions': [],
  'crowd-keypoint': ['name', 'src', 'labels'],
  'crowd-line': ['name', 'src', 'labels'],
  'crowd-modal': [],
  'crowd-polygon': ['name', 'src', 'labels'],
  'crowd-polyline': ['name', 'src', 'labels'],
  'crowd-question-answer-generation': ['name'],
  'crowd-radio-button': ['name'],
  'crowd-radio-group': [],
  'crowd-rekognition-detect-moderation-labels': ['src', 'categories'],
  'crowd-semantic-segmentation': ['name', 'src', 'labels'],
  'crowd-slider': ['name'],
  'crowd-slider-label': ['position'],
  'crowd-tab': ['header'],
  'crowd-tabs': [],
  'crowd-text-area': ['name'],
  'crowd-text-ranking': ['name', 'responses', 'ordinal-ranking-dimensions'],
  'crowd-textract-analyze-document': ['src', 'initial-value'],
  'crowd-toast': [],
  'crowd-toggle-button': ['name'],
  'full-instructions': [],
  'iron-icon': [],
  'short-instructions': [],
  'worker-comment': [],
};

/** Elements that bring a form and a Submit of their own. */
export const OWN_FORM: ReadonlySet<string> = new Set(['crowd-entity-annotation']);

/** Of the elements there are, the one whose name is nearest. */
export function nearestElement(tag: string): string {
  let nearest = '';
  let least = Number.POSITIVE_INFINITY;
  for (const known of Object.keys(ELEMENTS)) {
    const distance = lettersApart(tag, known);
    if (distance < least) [nearest, least] = [known, distance];
  }
  return nearest;
}

/** Levenshtein's distance. */
function lettersApart(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
