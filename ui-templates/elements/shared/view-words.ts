/** Words of everything that shows a picture which can be enlarged. */
export const VIEW_WORDS = {
  en: {
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit the picture to the window',
    zoomed: 'Zoom',
  },
  ja: {
    zoomIn: '拡大',
    zoomOut: '縮小',
    fit: '画像全体を表示',
    zoomed: '倍率',
  },
};
