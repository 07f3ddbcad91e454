import { define } from '../define';
import { StandInButton } from './stand-in-button';

define('awsui-button', class extends StandInButton {});
define('paper-icon-button', class extends StandInButton {});
