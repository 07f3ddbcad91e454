import { parseStringList } from '../../elements/shared/string-list';
import { ShapeWidget } from './shape-widget';

/** A tool whose labels may bring colours of their own: `label-colors`, in the order of the labels. */
export abstract class ColoredShapeWidget extends ShapeWidget {
  static override properties = {
    ...ShapeWidget.properties,
    labelColors: { attribute: 'label-colors', reflect: true },
  };

  declare labelColors: string | null;

  protected override ownColor(index: number): string | undefined {
    const list = this.labelColors ? parseStringList('label-colors', this.labelColors) : undefined;
    const color = list?.ok ? list.items[index] : undefined;
    return color && CSS.supports('color', color) ? color : undefined;
  }
}
