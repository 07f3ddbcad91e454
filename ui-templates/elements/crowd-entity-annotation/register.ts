// Its own form is a crowd-form, which must be there first.
import '../crowd-form/register';
import { define } from '../shared/define';
import { CrowdEntityAnnotation } from './crowd-entity-annotation';

define('crowd-entity-annotation', CrowdEntityAnnotation);
