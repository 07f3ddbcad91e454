/** The elements one draws with: `later-bundles.ts` fetches them when a page holds one. One register line per element. */
import './crowd-bounding-box/register';
import './crowd-instance-segmentation/register';
import './crowd-keypoint/register';
import './crowd-line/register';
import './crowd-polygon/register';
import './crowd-polyline/register';
import './crowd-semantic-segmentation/register';
