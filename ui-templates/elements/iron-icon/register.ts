import { define } from '../shared/define';
import { IronIcon } from './iron-icon';

define('iron-icon', IronIcon);
