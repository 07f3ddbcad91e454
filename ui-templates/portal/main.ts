import { Portal } from './portal';

void new Portal(document.getElementById('portal')!).start();
