/** Pascal VOC (VOC2012 development kit): an XML file per image. Edges are pixels counted from 1, the last one included. */
import { type ExportFormat, sizeOf, stems } from './exported';

export const pascalVoc: ExportFormat = {
  slug: 'pascal-voc',
  title: 'Pascal VOC XML files',
  kinds: ['boxes'],
  *files(objects) {
    const stem = stems(objects);
    for (const [i, object] of objects.entries()) {
      if (object.kind !== 'boxes') continue;
      const { width, height } = sizeOf(object);
      const things = object.answer.boxes.map(
        (box) =>
          `  <object>\n    <name>${xml(box.label)}</name>\n    <difficult>0</difficult>\n    <bndbox>\n` +
          `      <xmin>${box.left + 1}</xmin>\n      <ymin>${box.top + 1}</ymin>\n` +
          `      <xmax>${box.left + box.width}</xmax>\n      <ymax>${box.top + box.height}</ymax>\n` +
          '    </bndbox>\n  </object>\n',
      );
      yield {
        path: `${stem[i]}.xml`,
        text:
          `<annotation>\n  <filename>${xml(object.source)}</filename>\n` +
          `  <size>\n    <width>${width}</width>\n    <height>${height}</height>\n    <depth>3</depth>\n  </size>\n` +
          `${things.join('')}</annotation>\n`,
      };
    }
  },
};

const xml = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!);
