import { mountPage } from '../shared/mount.tsx';
import { App } from './app.tsx';
import { firstTexts } from './text-parts.ts';

void mountPage(App, [firstTexts]);
